/** The types of a sweep: its points and their results. Types only. */
import type { Comparison } from '../../core/evidence/rivals.ts';
import type { Verdict } from '../../core/evidence/verdict.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';

/** A setting that can be swept. */
export type Knob = Exclude<ExperimentSpec['sweep'], 'none'>;

/** One experiment of a sweep, before it is run. */
export interface PlannedPoint {
  /** The value of every swept setting in use, after the rules between fields. */
  readonly values: readonly number[];
  /** Complete and valid, without a sweep. */
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

/**
 * A median over seeds and its interval (null with one seed). Infinite: half or more of them never reached the target.
 */
export interface Spread {
  readonly median: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Level of the interval: .95, or with fewer than six seeds that of their range, which supports no claim. */
  readonly level: number | null;
  /** Number of seeds it is over. */
  readonly count: number;
}

/**
 * Savings of an arm's pairs, as fractions of the control's cost: -Infinity if the arm never reached the target,
 * Infinity if only its control never did. Pairs in which neither did are not used.
 */
export interface Saved extends Spread {
  readonly verdict: Verdict;
  /** The arm under study against this one, with the trivial arms of the point as one family; null for other arms. */
  readonly against: Comparison | null;
  /** Number of its pairs that reached the target before their first jump: no jump can have saved anything there. */
  readonly early: number;
  /** Pairs in which only its control never reached the target. */
  readonly alone: number;
}

/** What is stored of one arm of one point. */
export interface ArmSummary {
  readonly arm: ArmId;
  readonly seeds: number;
  /** Number of these that reached the sweep's target loss. */
  readonly reached: number;
  /** Optimizer steps and gradient-step equivalents to the target; null while there is no target. */
  readonly steps: Spread | null;
  readonly ledger: Spread | null;
  /** Step of the first accepted jump of any seed; null without one. */
  readonly firstJump: number | null;
  /** At the target; null for the control, or if neither reached it in any pair. */
  readonly gain: Saved | null;
  /** At the verdict's targets: the loss of each seed's own control after 70 % of the budget. */
  readonly saved: Saved | null;
  /** Medians over seeds at the end of the budget; null if no finite loss was left, or if not applicable. */
  readonly finalLoss: Spread | null;
  readonly testLoss: Spread | null;
  readonly testAccuracy: Spread | null;
}

export interface SweepPoint extends PlannedPoint {
  readonly status: 'waiting' | 'running' | 'done' | 'failed';
  /** What went wrong, in words; for a waiting point: when it trained with others. */
  readonly failure: string | null;
  /** Whether it failed together with others and must run without them. */
  readonly alone: boolean;
  /** The engine that trained it. */
  readonly engine: string | null;
  readonly arms: readonly ArmSummary[];
}

/** The target loss of every point. */
export interface SweepTarget {
  /** `given`: a number in the spec; `base`: read from the control of the experiment itself. */
  readonly kind: 'given' | 'base';
  /** Null while it is not known. */
  readonly loss: number | null;
  /** Why it cannot be known, in words. */
  readonly failure: string | null;
  /** Index of the point that is the experiment itself; null: none is, and its control is run in addition. */
  readonly point: number | null;
}

/** The saving of every arm at one loss, at the value of the setting that is best for the control at that loss. */
export interface TunedTarget {
  readonly target: number;
  /** Index of the point with the lowest median cost of the controls. */
  readonly point: number;
  /** That median cost in gradient-step equivalents. */
  readonly controlCost: number;
  /** All arms but the control; `saved` is null if neither reached the loss in any pair. */
  readonly arms: readonly { readonly arm: ArmId; readonly saved: Saved | null }[];
}

export interface Sweep {
  /** The experiment with its sweep fields, as it was when the sweep was started. */
  readonly spec: ExperimentSpec;
  readonly knobs: readonly Knob[];
  readonly corrections: readonly string[];
  readonly points: readonly SweepPoint[];
  readonly target: SweepTarget;
  /** Whether losses are stored, so that another target can be evaluated without running anything again. */
  readonly keepsLosses: boolean;
  /** Descending losses, of the finished points; empty unless the one swept setting is tuned for the control. */
  readonly targets: readonly TunedTarget[];
}
