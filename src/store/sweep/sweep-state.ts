/** How far a sweep is, and what can be done with it. Types only. */
import type { StoreApi } from 'zustand/vanilla';
import type { MergedSweep } from '../../record/sweep/files/merged-file.ts';
import type { SavedSweep } from '../../record/saved/saved-sweep.ts';
import type { Sweep } from '../../record/sweep/sweep.ts';
import type { RunStorage } from '../compare/compare-state.ts';

export interface SweepState {
  readonly sweep: Sweep | null;
  readonly generation: number;
  /** `stopped`: points are left that can still be run. */
  readonly lifecycle: 'idle' | 'running' | 'paused' | 'stopped' | 'finished';
  readonly progress: {
    readonly done: number;
    readonly total: number;
    /** Points that train together, or the control for the target. */
    readonly now: readonly (number | 'target')[];
    readonly phase: string;
    /** Until the preparation is done. */
    readonly phaseLeft: number | null;
    readonly step: number;
    readonly secondsLeft: number | null;
  };
  readonly canUndo: boolean;
  /** Of a sweep that was run elsewhere and opened as a file; null: it is run here. */
  readonly origin: SweepOrigin | null;
}

export interface SweepOrigin extends Pick<MergedSweep, 'plan' | 'files' | 'departures' | 'digest'> {
  /** Name of the file. */
  readonly name: string;
}

export interface SweepActions {
  /** Starts the sweep of the present experiment; saves the previous one for `undo`. */
  readonly start: () => void;
  readonly pause: () => void;
  /** Continues after a pause or a stop. */
  readonly resume: () => void;
  /** Ends the current run; finished points stay. */
  readonly stop: () => void;
  /** Runs a failed point again; "target": the control of the experiment itself. */
  readonly retry: (what: number | 'target') => void;
  readonly undo: () => void;
  /** Shows a sweep that was run elsewhere; saves the previous one for `undo`. */
  readonly open: (merged: MergedSweep, name: string) => void;
}

export interface SweepApp {
  readonly store: StoreApi<SweepState>;
  readonly actions: SweepActions;
}

/** Stores sweeps that were opened as files; the details are the files, packed (gzip). */
export type SweepStorage = RunStorage<SavedSweep, Uint8Array>;

export interface SavedSweepsState {
  /** The one opened last first. */
  readonly sweeps: readonly SavedSweep[];
  readonly removed: { readonly row: SavedSweep; readonly detail: Uint8Array } | null;
  /** Why a sweep was not saved or not opened, in a sentence. */
  readonly problem: string | null;
}

/** All resolve when they are done, also if they failed: `problem` then says why. */
export interface SavedSweepsActions {
  readonly read: () => Promise<void>;
  /** Saves a sweep that `file` was read as; an equal one is replaced, and its name stays. */
  readonly keep: (merged: MergedSweep, file: File) => Promise<void>;
  readonly rename: (id: string, name: string) => Promise<void>;
  /** Shows it in the place of the present sweep; whether that was possible. */
  readonly open: (id: string) => Promise<boolean>;
  readonly remove: (id: string) => Promise<void>;
  readonly undoRemove: () => Promise<void>;
  /** The file as it was opened; null if it is no longer there. */
  readonly file: (id: string) => Promise<File | null>;
}

export interface SavedSweepsApp {
  readonly store: StoreApi<SavedSweepsState>;
  readonly actions: SavedSweepsActions;
}
