/**
 * Saves every finished run, latest first, up to a limit. The browser's storage is authoritative, for other tabs
 * write there too: it is read before every write.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { keptRunOf, specOf } from '../../record/saved/record.ts';
import {
  mostRuns,
  type CompareActions,
  type CompareApp,
  type CompareState,
  type Refusal,
  type RunStorage,
} from './compare-state.ts';
import type { KeptRun } from '../../record/saved/saved-run.ts';
import type { RunHistory } from '../../record/history.ts';
import type { AppActions, AppState, Notice } from '../state.ts';

interface CompareContext {
  readonly main: StoreApi<AppState>;
  readonly session: { readonly history: RunHistory | null };
  readonly actions: Pick<AppActions, 'change'>;
  readonly storage: RunStorage;
}

const longestName = 80;

export const refusalWords: Readonly<Record<Refusal, string>> = {
  full: 'The browser has no room left for more; removing kept runs makes room.',
  forbidden:
    'The browser does not let this page keep anything: private windows and blocked site data do that.',
};

export function createCompare(context: CompareContext): CompareApp {
  const { main, storage } = context;
  const runs = newestFirst(storage.load());
  const newest = runs.slice(0, 1).map(({ id }) => id);
  const store = createStore<CompareState>(() => ({
    runs,
    drawn: newest,
    unasked: newest,
    unsaved: [],
    refusal: null,
    removed: null,
  }));
  const shelf = shelfOf(store, storage);
  storage.watch(shelf.refresh);
  store.subscribe(({ refusal }, before) => {
    if (refusal !== null && before.refusal === null) main.setState(({ notice }) => toldOf(refusal, notice));
  });
  main.subscribe(({ run }, before) => {
    const ended = run?.lifecycle === 'finished' && before.run?.lifecycle !== 'finished';
    const { history } = context.session;
    if (!ended || run.runId !== before.run?.runId || history === null) return;
    shelf.refresh();
    const [last = null] = store.getState().runs;
    keep(store, shelf, keptRunOf(history, run.experimentId, last, Date.now()));
  });
  return { store, actions: actionsOf(context, store, shelf) };
}

/** Without storage, runs last as long as the page. */
export function fleetingRuns(): RunStorage {
  const kept = new Map<string, KeptRun>();
  return {
    load: () => [...kept.values()],
    put: (run) => (kept.set(run.id, run), null),
    remove: (id) => void kept.delete(id),
    watch: () => undefined,
  };
}

const newestFirst = (runs: readonly KeptRun[]): KeptRun[] => [...runs].sort((a, b) => b.keptAt - a.keptAt);

/** Reported once, with the notice on screen. */
function toldOf(refusal: Refusal, notice: Notice | null): Pick<AppState, 'notice'> {
  const title = 'Finished runs are not kept beyond this page.';
  const why = refusalWords[refusal];
  const others = notice?.lines;
  return notice === null || others === undefined
    ? { notice: { tone: 'info', title, lines: [why], action: null } }
    : { notice: { ...notice, lines: [...others, `${title} ${why}`] } };
}

interface Shelf {
  /** Reads the browser's storage again; unsaved runs remain, unless another tab removed them. */
  readonly refresh: (removed?: string | null) => void;
  readonly save: (runs: readonly KeptRun[]) => void;
  readonly drop: (ids: readonly string[]) => void;
}

function shelfOf(store: StoreApi<CompareState>, storage: RunStorage): Shelf {
  const save: Shelf['save'] = (runs) => {
    const { unsaved, refusal } = store.getState();
    const results = runs.map((run) => [run.id, storage.put(run)] as const);
    const failed = results.filter(([, why]) => why !== null);
    const others = unsaved.filter((id) => !runs.some((run) => run.id === id));
    store.setState({
      unsaved: [...others, ...failed.map(([id]) => id)],
      refusal: failed.at(-1)?.[1] ?? refusal,
    });
  };
  const saveRest = (): void => {
    const { unsaved, runs } = store.getState();
    if (unsaved.length > 0) save(runs.filter(({ id }) => unsaved.includes(id)));
  };
  return {
    save,
    refresh(removed = null) {
      store.setState((state) => {
        const unsaved = state.unsaved.filter((id) => id !== removed);
        const own = state.runs.filter(({ id }) => unsaved.includes(id));
        const kept = storage.load().filter(({ id }) => !unsaved.includes(id));
        return { unsaved, runs: newestFirst([...own, ...kept]) };
      });
      if (removed !== null) saveRest();
    },
    drop(ids) {
      for (const id of ids) storage.remove(id);
      store.setState(({ runs, drawn, unsaved }) => ({
        runs: runs.filter(({ id }) => !ids.includes(id)),
        drawn: drawn.filter((id) => !ids.includes(id)),
        unsaved: unsaved.filter((id) => !ids.includes(id)),
      }));
      if (ids.length > 0) saveRest();
    },
  };
}

/** A run of an equal experiment is replaced; its name stays. */
function keep(store: StoreApi<CompareState>, shelf: Shelf, run: KeptRun): void {
  const before = store.getState().runs;
  const old = before.find(({ id }) => id === run.id);
  const renewed = old === undefined ? run : { ...run, name: old.name, difference: old.difference };
  const runs = [renewed, ...before.filter(({ id }) => id !== run.id)];
  store.setState({ runs, removed: null });
  shelf.drop(tooMany(runs).map(({ id }) => id));
  shelf.save([renewed]);
  store.setState(({ runs: kept, drawn, unasked }) => {
    const asked = drawn.filter((id) => id !== run.id && !unasked.includes(id));
    const newest = kept
      .slice(0, 2)
      .flatMap(({ id }) => (asked.includes(id) ? [] : id))
      .reverse();
    return { drawn: [...asked, ...newest], unasked: newest };
  });
}

/** Those without a name are removed, the oldest first. */
function tooMany(runs: readonly KeptRun[]): readonly KeptRun[] {
  const unnamed = runs.filter(({ name }) => name === '');
  return unnamed.slice(Math.max(1, mostRuns - (runs.length - unnamed.length)));
}

function actionsOf({ actions }: CompareContext, store: StoreApi<CompareState>, shelf: Shelf): CompareActions {
  const find = (id: string): KeptRun | undefined => store.getState().runs.find((run) => run.id === id);
  return {
    rename(id, name) {
      shelf.refresh();
      const run = find(id);
      if (run === undefined) return;
      const renamed = { ...run, name: name.trim().slice(0, longestName) };
      store.setState(({ runs }) => ({ runs: runs.map((other) => (other.id === id ? renamed : other)) }));
      shelf.save([renamed]);
    },
    draw(id, on) {
      store.setState(({ drawn, unasked }) => ({
        drawn: [...drawn.filter((other) => other !== id), ...(on ? [id] : [])],
        unasked: unasked.filter((other) => other !== id),
      }));
    },
    open(id) {
      const run = find(id);
      const spec = run === undefined ? null : specOf(run);
      if (spec !== null) actions.change(spec);
    },
    remove(id) {
      shelf.refresh();
      const removed = find(id);
      if (removed === undefined) return;
      store.setState({ removed });
      shelf.drop([id]);
    },
    undoRemove() {
      shelf.refresh();
      const { removed } = store.getState();
      store.setState({ removed: null });
      // Another tab may have saved an equal one.
      if (removed === null || find(removed.id) !== undefined) return;
      store.setState(({ runs }) => ({ runs: newestFirst([removed, ...runs]) }));
      shelf.save([removed]);
    },
  };
}
