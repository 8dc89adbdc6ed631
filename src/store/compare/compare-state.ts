/** Saved runs: finished experiments, small enough to be remembered, to be read beside each other. Types only. */
import type { StoreApi } from 'zustand/vanilla';
import type { KeptRun, SavedDetail, SavedRow } from '../../record/saved/saved-run.ts';

/** Maximum number of saved runs: the oldest without a name is removed. */
export const mostRuns = 1000;

export type Refusal = 'full' | 'forbidden';

/** A run or a sweep as it is stored; `detail` is left as it is if it is not given. */
export interface StoredChange<Row = SavedRow, Detail = SavedDetail> {
  readonly row: Row;
  readonly detail?: Detail;
}

/** Stores runs, or sweeps, one by one: other tabs use the same place. All methods reject if storage fails. */
export interface RunStorage<Row = SavedRow, Detail = SavedDetail> {
  /** Unparsed. */
  readonly rows: () => Promise<readonly unknown[]>;
  readonly detail: (id: string) => Promise<unknown>;
  /**
   * In one transaction, so that no change of another tab is lost: `change` gets the stored row, unparsed, and returns
   * what replaces it, or null if nothing does.
   */
  readonly update: (
    id: string,
    change: (stored: unknown) => StoredChange<Row, Detail> | null,
  ) => Promise<void>;
  readonly remove: (ids: readonly string[]) => Promise<void>;
  /** Called when another tab changed something. */
  readonly watch: (changed: () => void) => void;
}

export interface CompareState {
  /** Whether saved runs have been read. */
  readonly isRead: boolean;
  /** Newest first. */
  readonly runs: readonly SavedRow[];
  /** Of those that are drawn. */
  readonly details: ReadonlyMap<string, SavedDetail>;
  readonly drawn: readonly string[];
  /** Those drawn by default: the latest two. */
  readonly unasked: readonly string[];
  /** Runs that the browser does not store. */
  readonly unsaved: readonly string[];
  readonly refusal: Refusal | null;
  readonly removed: KeptRun | null;
  /** The result of the last import, in one line. */
  readonly imported: string | null;
}

export interface CompareActions {
  /** Reads saved runs, if that has not been done. */
  readonly read: () => void;
  readonly rename: (id: string, name: string) => void;
  readonly draw: (id: string, on: boolean) => void;
  /** Puts its experiment on screen and runs it. */
  readonly open: (id: string) => void;
  readonly remove: (id: string) => void;
  readonly undoRemove: () => void;
  /** Adds the runs of these files. */
  readonly add: (...files: readonly Blob[]) => void;
  /** All runs as a file. */
  readonly file: () => Promise<Blob>;
}

export interface CompareApp {
  readonly store: StoreApi<CompareState>;
  readonly actions: CompareActions;
}
