/** How far a sweep is, and what can be done with it. Types only. */
import type { StoreApi } from 'zustand/vanilla';
import type { MergedSweep } from '../../record/sweep/files/merged-file.ts';
import type { Sweep } from '../../record/sweep/sweep.ts';

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
