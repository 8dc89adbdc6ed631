/** What a sweep is: its points, what each gave, and how far it is. Types only. */
import type { StoreApi } from 'zustand/vanilla';
import type { Comparison } from '../../core/evidence/rivals.ts';
import type { Verdict } from '../../core/evidence/verdict.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';

/** A setting that can be swept. */
export type Knob = Exclude<ExperimentSpec['sweep'], 'none'>;

/** One experiment of a sweep, before it is run. */
export interface PlannedPoint {
  /** The value of every knob as it is used, after the rules between fields. */
  readonly values: readonly number[];
  /** Complete and checked; sweeps nothing. */
  readonly spec: ExperimentSpec;
  readonly experimentId: string;
  /** What the rules between fields had to change, in words. */
  readonly corrections: readonly string[];
}

export interface SweepPlan {
  /** None, one or two. */
  readonly knobs: readonly Knob[];
  /** Row by row: all values of the second knob for the first value of the first. */
  readonly points: readonly PlannedPoint[];
  /** What was wrong with the values themselves, in words. */
  readonly corrections: readonly string[];
}

/** A median over seeds and its interval (null with one seed). Infinite: half of them or more never got there. */
export interface Spread {
  readonly median: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Of the interval: .95, or with fewer than six seeds that of their range, of which nothing is claimed. */
  readonly level: number | null;
  /** Seeds that it is over. */
  readonly count: number;
}

/**
 * What the pairs of an arm saved, as shares of the control's ledger: -Infinity of one that never got there, Infinity
 * where only its control never did. Pairs in which neither did say nothing.
 */
export interface Saved extends Spread {
  readonly verdict: Verdict;
  /** The arm that the sweep is about against this one, the trivial arms of the point as one family; null of any other. */
  readonly against: Comparison | null;
  /** Of its pairs, those that were there before they had jumped: no jump can have saved anything there. */
  readonly early: number;
  /** Pairs in which only its control never got there. */
  readonly alone: number;
}

/** What is kept of one arm of one point. */
export interface ArmSummary {
  readonly arm: ArmId;
  readonly seeds: number;
  /** Of them, those that reached the sweep's target loss. */
  readonly reached: number;
  /** Optimizer steps, and gradient-step equivalents, to the target; null while there is no target. */
  readonly steps: Spread | null;
  readonly ledger: Spread | null;
  /** Step of the first accepted jump of any seed; null without one. */
  readonly firstJump: number | null;
  /** To the target; null for the control, or where neither got there in any pair. */
  readonly gain: Saved | null;
  /** To the verdict's targets: what each seed's own control had after 70 % of the budget. */
  readonly saved: Saved | null;
  /** Medians over seeds at the end of the budget; null where nothing finite was left, or it does not apply. */
  readonly finalLoss: Spread | null;
  readonly testLoss: Spread | null;
  readonly testAccuracy: Spread | null;
}

export interface SweepPoint extends PlannedPoint {
  readonly status: 'waiting' | 'running' | 'done' | 'failed';
  /** What went wrong, in words; of a waiting point: when it trained with others. */
  readonly failure: string | null;
  /** Whether it failed together with others, and is to run without them. */
  readonly alone: boolean;
  /** What trained it. */
  readonly engine: string | null;
  readonly arms: readonly ArmSummary[];
}

/** The loss that every point is timed to. */
export interface SweepTarget {
  /** `given`: a number of the spec; `base`: to be read off the control of the experiment itself. */
  readonly kind: 'given' | 'base';
  /** Null while it is not known. */
  readonly loss: number | null;
  /** Why it cannot be known, in words. */
  readonly failure: string | null;
  /** Index of the point that is the experiment itself; null: none is, and its control is run besides. */
  readonly point: number | null;
}

/** What every arm saved to one loss, at the value of the setting that suits the control best for that loss. */
export interface TunedTarget {
  readonly target: number;
  /** Index of the point at which the controls pay least to it, by their median. */
  readonly point: number;
  /** That median, gradient-step equivalents. */
  readonly controlCost: number;
  /** All arms but the control; `saved` is null where neither got there in any pair. */
  readonly arms: readonly { readonly arm: ArmId; readonly saved: Saved | null }[];
}

export interface Sweep {
  /** The experiment with its sweep fields, as it was when the sweep was started. */
  readonly spec: ExperimentSpec;
  readonly knobs: readonly Knob[];
  readonly corrections: readonly string[];
  readonly points: readonly SweepPoint[];
  readonly target: SweepTarget;
  /** Whether losses are kept, so that another target can be looked at without running anything again. */
  readonly keepsLosses: boolean;
  /** Descending losses, of the points done so far; none unless the one setting swept is tuned for the control. */
  readonly targets: readonly TunedTarget[];
}

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
