/**
 * The talks that this browser keeps: the scenes of the one in hand, its list before the last change that lost something,
 * the other talks, and where they are stored. Created when first needed. Without storage they last as long as the page.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { mostScenes, writeTalk, type Scene } from '../../record/scenes/talk.ts';
import type { App, AppState } from '../state.ts';
import { browserTalks, type TalkStorage } from './talk-storage.ts';

interface TalkState {
  readonly isRead: boolean;
  readonly scenes: readonly Scene[];
  /** What an undo brings back: the list before scenes were removed. */
  readonly before: readonly Scene[] | null;
  /** The one set aside last first; none is empty. */
  readonly others: readonly (readonly Scene[])[];
  readonly isStored: boolean;
}

export interface TalkApp {
  readonly store: StoreApi<TalkState>;
  /** Resolves when what the browser keeps has been read. */
  readonly ready: Promise<void>;
  /** Appends a scene; false if there is no more room. */
  readonly add: (scene: Scene) => boolean;
  readonly edit: (at: number, values: Partial<Pick<Scene, 'text' | 'note'>>) => void;
  readonly move: (from: number, to: number) => void;
  readonly remove: (at: number) => void;
  /** Removes all scenes. */
  readonly clear: () => void;
  /** Opens these scenes, none for a new talk; what is there is set aside. Resolves with whether the browser stores them. */
  readonly open: (scenes: readonly Scene[]) => Promise<boolean>;
  readonly undo: () => void;
}

const made = new WeakMap<StoreApi<AppState>, TalkApp>();

/** Made on first use. */
export function talkOf({ store }: Pick<App, 'store'>): TalkApp {
  const talk = made.get(store) ?? createTalk(browserTalks());
  made.set(store, talk);
  return talk;
}

/** The other talks once this one is opened: with the present one, and each once. */
function besides(next: readonly Scene[], { scenes, others }: TalkState): readonly (readonly Scene[])[] {
  const text = writeTalk(next);
  return [scenes, ...others].filter((other) => other.length > 0 && writeTalk(other) !== text);
}

export function createTalk(storage: TalkStorage): TalkApp {
  const store = createStore<TalkState>(() => ({
    ...{ isRead: false, scenes: [], before: null, others: [], isStored: true },
  }));
  /** Whether what is stored may be replaced: not if it could not be read. */
  let mayStore = true;
  const read = async (): Promise<void> => {
    try {
      const { scenes, before, others } = await storage.load();
      // What was added meanwhile stays.
      store.setState((now) => ({
        scenes: [...scenes, ...now.scenes],
        before: now.before ?? before,
        others: [...now.others, ...others],
      }));
    } catch {
      mayStore = false;
    }
    store.setState({ isRead: true });
  };
  const ready = read();
  const put = async (values: Partial<TalkState>): Promise<boolean> => {
    store.setState(values);
    await ready;
    const saved = mayStore ? storage.save(store.getState()) : Promise.reject(new Error('unread'));
    const isStored = await saved.then(
      () => true,
      () => false,
    );
    store.setState({ isStored });
    return isStored;
  };
  const scenes = (): readonly Scene[] => store.getState().scenes;
  return {
    store,
    ready,
    add(scene) {
      if (scenes().length >= mostScenes) return false;
      void put({ scenes: [...scenes(), scene] });
      return true;
    },
    edit(at, values) {
      void put({ scenes: scenes().map((scene, index) => (index === at ? { ...scene, ...values } : scene)) });
    },
    move(from, to) {
      const scene = scenes()[from];
      if (scene === undefined || to < 0 || to >= scenes().length) return;
      void put({ scenes: scenes().toSpliced(from, 1).toSpliced(to, 0, scene) });
    },
    remove(at) {
      void put({ before: scenes(), scenes: scenes().toSpliced(at, 1) });
    },
    clear: () => void put({ before: scenes(), scenes: [] }),
    open: (next) => put({ scenes: next, before: null, others: besides(next, store.getState()) }),
    undo() {
      const { before } = store.getState();
      if (before !== null) void put({ scenes: before, before: null });
    },
  };
}
