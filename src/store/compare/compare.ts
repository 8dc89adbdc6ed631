/** Keeps every finished run, newest first, within bounds; what a person can do with kept runs. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { keptRunOf, specOf } from './compare-record.ts';
import {
  mostRuns,
  type CompareActions,
  type CompareApp,
  type CompareState,
  type KeptRun,
  type RunStorage,
} from './compare-state.ts';
import type { RunHistory } from '../history.ts';
import type { AppActions, AppState } from '../state.ts';

interface CompareContext {
  readonly main: StoreApi<AppState>;
  readonly session: { readonly history: RunHistory | null };
  readonly actions: Pick<AppActions, 'change'>;
  readonly storage: RunStorage;
}

const longestName = 80;

export function createCompare(context: CompareContext): CompareApp {
  const { main, storage } = context;
  const runs = newestFirst(storage.load()).slice(0, mostRuns);
  const store = createStore<CompareState>(() => ({
    runs,
    drawn: runs.slice(0, 1).map(({ id }) => id),
    unasked: runs.slice(0, 1).map(({ id }) => id),
    unsaved: [],
    removed: null,
  }));
  main.subscribe(({ run }, before) => {
    const ended = run?.lifecycle === 'finished' && before.run?.lifecycle !== 'finished';
    const { history } = context.session;
    if (!ended || run.runId !== before.run?.runId || history === null) return;
    const [last = null] = store.getState().runs;
    keep(store, storage, keptRunOf(history, run.experimentId, last, Date.now()));
  });
  return { store, actions: actionsOf(context, store) };
}

/** Without a place of its own, runs last as long as the page. */
export const fleetingRuns = (): RunStorage => ({ load: () => [], put: () => true, remove: () => undefined });

const newestFirst = (runs: readonly KeptRun[]): KeptRun[] => [...runs].sort((a, b) => b.keptAt - a.keptAt);

/** A run of an equal experiment is renewed, its name stays. */
function keep(store: StoreApi<CompareState>, storage: RunStorage, run: KeptRun): void {
  const { runs, drawn, unasked, unsaved } = store.getState();
  const old = runs.find(({ id }) => id === run.id);
  const renewed = old === undefined ? run : { ...run, name: old.name, difference: old.difference };
  const { kept, dropped } = bounded([renewed, ...runs.filter(({ id }) => id !== run.id)]);
  for (const { id } of dropped) storage.remove(id);
  const isSaved = storage.put(renewed);
  const stays = (id: string): boolean => kept.some((candidate) => candidate.id === id);
  const asked = drawn.filter((id) => stays(id) && id !== run.id && !unasked.includes(id));
  const newest = kept
    .slice(0, 2)
    .flatMap(({ id }) => (asked.includes(id) ? [] : id))
    .reverse();
  store.setState({
    runs: kept,
    drawn: [...asked, ...newest],
    unasked: newest,
    unsaved: [...unsaved.filter((id) => stays(id) && id !== run.id), ...(isSaved ? [] : [run.id])],
    removed: null,
  });
}

/** Too many: the oldest without a name goes, or the oldest where all have one. */
function bounded(runs: readonly KeptRun[]): { kept: KeptRun[]; dropped: KeptRun[] } {
  const kept = [...runs];
  const dropped: KeptRun[] = [];
  while (kept.length > mostRuns) {
    const unnamed = kept.findLastIndex(({ name }) => name === '');
    dropped.push(...kept.splice(unnamed > 0 ? unnamed : kept.length - 1, 1));
  }
  return { kept, dropped };
}

function actionsOf({ storage, actions }: CompareContext, store: StoreApi<CompareState>): CompareActions {
  const find = (id: string): KeptRun | undefined => store.getState().runs.find((run) => run.id === id);
  const save = (runs: readonly KeptRun[]): void => {
    const { unsaved } = store.getState();
    const failed = runs.filter((run) => !storage.put(run)).map(({ id }) => id);
    const others = unsaved.filter((id) => !runs.some((run) => run.id === id));
    store.setState({ unsaved: [...others, ...failed] });
  };
  return {
    rename(id, name) {
      const run = find(id);
      if (run === undefined) return;
      const renamed = { ...run, name: name.trim().slice(0, longestName) };
      store.setState(({ runs }) => ({ runs: runs.map((other) => (other.id === id ? renamed : other)) }));
      save([renamed]);
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
      const removed = find(id);
      if (removed === undefined) return;
      storage.remove(id);
      store.setState(({ runs, drawn, unsaved }) => ({
        runs: runs.filter((run) => run.id !== id),
        drawn: drawn.filter((other) => other !== id),
        unsaved: unsaved.filter((other) => other !== id),
        removed,
      }));
      // There may be room now for those that had none.
      const { unsaved, runs } = store.getState();
      save(runs.filter((run) => unsaved.includes(run.id)));
    },
    undoRemove() {
      const { removed } = store.getState();
      if (removed === null) return;
      store.setState(({ runs }) => ({ runs: newestFirst([removed, ...runs]), removed: null }));
      save([removed]);
    },
  };
}
