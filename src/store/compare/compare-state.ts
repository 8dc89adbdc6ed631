/** Saved runs: finished experiments, small enough to be remembered, to be looked at beside each other. Types only. */
import type { StoreApi } from 'zustand/vanilla';
import type { KeptRun } from '../../record/saved/saved-run.ts';

/** Maximum number of saved runs: the oldest without a name is removed. */
export const mostRuns = 30;

export type Refusal = 'full' | 'forbidden';

/** Stores runs one by one: other tabs use the same place. */
export interface RunStorage {
  readonly load: () => readonly KeptRun[];
  /** Null if it is stored. */
  readonly put: (run: KeptRun) => Refusal | null;
  readonly remove: (id: string) => void;
  /** Called when another tab changed something, with the id of a removed run. */
  readonly watch: (changed: (removed: string | null) => void) => void;
}

export interface CompareState {
  readonly runs: readonly KeptRun[];
  readonly drawn: readonly string[];
  /** Those drawn by default: the latest two. */
  readonly unasked: readonly string[];
  /** Runs that the browser does not store. */
  readonly unsaved: readonly string[];
  readonly refusal: Refusal | null;
  readonly removed: KeptRun | null;
}

export interface CompareActions {
  readonly rename: (id: string, name: string) => void;
  readonly draw: (id: string, on: boolean) => void;
  /** Puts its experiment on screen and runs it. */
  readonly open: (id: string) => void;
  readonly remove: (id: string) => void;
  readonly undoRemove: () => void;
}

export interface CompareApp {
  readonly store: StoreApi<CompareState>;
  readonly actions: CompareActions;
}
