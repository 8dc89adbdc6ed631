/** How far a sweep is, and what can be done with it. Types only. */
import type { StoreApi } from 'zustand/vanilla';
import type { Sweep } from '../../record/sweep/sweep.ts';

export interface SweepState {
  readonly sweep: Sweep | null;
  /** Rises with every sweep started or brought back. */
  readonly generation: number;
  /** `stopped`: points are left that can still be run. */
  readonly lifecycle: 'idle' | 'running' | 'paused' | 'stopped' | 'finished';
  readonly progress: {
    /** Runs done and to be done, the one for the target included. */
    readonly done: number;
    readonly total: number;
    /** What runs now: points that train together, or the control of the experiment itself; nothing: empty. */
    readonly now: readonly (number | 'target')[];
    /** What is being prepared, in words; empty while it trains. */
    readonly phase: string;
    /** Until that is done, s; null where it cannot be said. */
    readonly phaseLeft: number | null;
    readonly step: number;
    readonly secondsLeft: number | null;
  };
  /** Whether the sweep before can be brought back. */
  readonly canUndo: boolean;
}

export interface SweepActions {
  /** Starts the sweep of the present experiment; the one before is kept for `undo`. */
  readonly start: () => void;
  readonly pause: () => void;
  /** Goes on after a pause or a stop. */
  readonly resume: () => void;
  /** Ends the run of the present points; what is done stays. */
  readonly stop: () => void;
  /** Runs a failed point again; "target": the control of the experiment itself. */
  readonly retry: (what: number | 'target') => void;
  /** Swaps this sweep with the one before. */
  readonly undo: () => void;
}

export interface SweepApp {
  readonly store: StoreApi<SweepState>;
  readonly actions: SweepActions;
}
