/** The app as tests open it, without a page: its address and clipboard are lists, its workers run in this thread. */
import type { StoreApi } from 'zustand/vanilla';
import { openApp, type OpenedApp } from '../app.ts';
import { automationOf, type Automation } from '../automation.ts';
import { defaultPreferences } from '../browser-storage.ts';
import type { AppServices } from '../services.ts';
import type { OpenWorker } from '../state.ts';
import { inProcess } from './in-process.ts';

export interface OpenedPage {
  readonly app: OpenedApp;
  readonly api: Automation;
  readonly address: {
    hash: string;
    /** What the app wrote there, and whether one can go back from it. */
    readonly written: readonly (readonly [hash: string, push: boolean])[];
    readonly go: (hash: string) => void;
    /** Whether it throws when it is written, as Safari's does when that is too often. */
    refuses: boolean;
    /** What is still to be written. */
    pending: () => string | null;
  };
  readonly copied: readonly string[];
}

const opened: OpenedApp[] = [];

/** Opens it on a link. */
export function openPage(
  hash: string,
  openWorker: OpenWorker = inProcess,
  services: Pick<AppServices, 'readRuns' | 'sweeps'> = {},
): OpenedPage {
  const copied: string[] = [];
  let listener: (hash: string) => void = () => undefined;
  const written: (readonly [hash: string, push: boolean])[] = [];
  const address: OpenedPage['address'] = {
    hash,
    written,
    refuses: false,
    pending: () => null,
    go(next) {
      address.hash = next;
      listener(next);
    },
  };
  const app = openApp({
    ...services,
    openWorker,
    storage: { load: () => defaultPreferences, save: () => undefined },
    copy: async (text) => copied.push(await text) > 0,
    address: {
      read: () => address.hash,
      full: (part) => `http://localhost/#${part}`,
      base: 'http://localhost/',
      write(part, push) {
        if (address.refuses) throw new DOMException('too often', 'SecurityError');
        address.hash = part;
        written.push([part, push]);
      },
      onLeave: (pending) => (address.pending = pending),
      onChange: (listen) => (listener = listen),
    },
  });
  opened.push(app);
  return { app, api: automationOf(app, 'test'), address, copied };
}

/** For after each test: nothing goes on training. */
export function pausePages(): void {
  for (const app of opened.splice(0)) app.actions.pause();
}

/** Resolves with the state, now or as soon as it is as wanted. */
export const reached =
  <State>(store: StoreApi<State>) =>
  (isWanted: (state: State) => boolean): Promise<State> =>
    new Promise((resolve) => {
      if (isWanted(store.getState())) resolve(store.getState());
      const end = store.subscribe((state) => {
        if (!isWanted(state)) return;
        end();
        resolve(state);
      });
    });
