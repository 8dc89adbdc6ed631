/** The page's part of saved runs: notices when a run finishes. The collection itself is fetched then, or when it is shown. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppState } from '../state.ts';
import type { RunCollection } from './collection.ts';
import type { CompareContext } from './compare-context.ts';
import type { CompareActions, CompareApp, CompareState } from './compare-state.ts';

export function createCompare(context: CompareContext): CompareApp {
  const { main, session } = context;
  const store = createStore<CompareState>(() => ({
    ...{ isRead: false, runs: [], details: new Map(), drawn: [], unasked: [] },
    ...{ unsaved: [], refusal: null, removed: null, imported: null },
  }));
  let opened: Promise<RunCollection> | null = null;
  const collection = (): Promise<RunCollection> => {
    opened ??= import('./collection.ts').then(({ openCollection }) => openCollection(context, store));
    opened.catch(() => (opened = null));
    return opened;
  };
  const later =
    <Args extends unknown[]>(act: (runs: RunCollection, ...args: Args) => unknown) =>
    (...args: Args): void =>
      void collection().then(
        (runs) => act(runs, ...args),
        () => notFetched(main),
      );
  const finished = later((runs, ...run: Parameters<RunCollection['keep']>) => runs.keep(...run));
  main.subscribe(({ run }, before) => {
    const ended = run?.lifecycle === 'finished' && before.run?.lifecycle !== 'finished';
    const { history } = session;
    if (ended && run.runId === before.run?.runId && history !== null)
      finished(history, run.experimentId, Date.now());
  });
  const actions: CompareActions = {
    read: later(() => undefined),
    rename: later((runs, id: string, name: string) => runs.rename(id, name)),
    draw: later((runs, id: string, on: boolean) => runs.draw(id, on)),
    open: later((runs, id: string) => runs.open(id)),
    remove: later((runs, id: string) => runs.remove(id)),
    undoRemove: later((runs) => runs.undoRemove()),
    add: later((runs, ...files: Blob[]) => runs.add(files)),
    file: async () => (await collection()).file(),
  };
  return { store, actions };
}

const notFetched = (main: StoreApi<AppState>): void =>
  main.setState(({ notice }) => ({
    notice: notice ?? {
      tone: 'warning',
      title: 'Saved runs could not be opened.',
      lines: [
        'That needs a part of the page that could not be fetched. The run and its link are unaffected.',
      ],
      action: null,
    },
  }));
