/** Saved runs: finished experiments, small enough to be remembered, to be looked at beside each other. Types only. */
import type { StoreApi } from 'zustand/vanilla';
import type { KeptRun } from '../../record/saved/saved-run.ts';

/** Most runs that are kept, unless more have names: the oldest without one makes room. */
export const mostRuns = 30;

/** Why the browser keeps nothing more: no room, or the page may not. */
export type Refusal = 'full' | 'forbidden';

/** Keeps runs beyond the page, one by one: other pages keep theirs in the same place, at the same time. */
export interface RunStorage {
  /** Those that can be read, in no order. */
  readonly load: () => readonly KeptRun[];
  /** Null where it is kept. */
  readonly put: (run: KeptRun) => Refusal | null;
  readonly remove: (id: string) => void;
  /** Calls when another page changed something, with the id of the run that it removed, if it did. */
  readonly watch: (changed: (removed: string | null) => void) => void;
}

export interface CompareState {
  /** Newest first. */
  readonly runs: readonly KeptRun[];
  /** Ids of those that are drawn, in the order they were chosen. */
  readonly drawn: readonly string[];
  /** Of them, those drawn by default: the newest and the one before, until newer ones come. */
  readonly unasked: readonly string[];
  /** Ids of those that the browser does not keep: they go with the page. */
  readonly unsaved: readonly string[];
  /** Why, of the newest of them. */
  readonly refusal: Refusal | null;
  /** The one removed last, until something else is done. */
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
