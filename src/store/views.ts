/** What charts and panels are given: small, fresh, plain rows, ready to draw. Types only. */
import type { ArmId } from '../experiment/fields.ts';
import type { ForecastError } from '../record/judgement/forecast-error.ts';
import type { SeedCount } from '../record/judgement/seed-words.ts';

/** Arms at one x of the loss chart, those alone that have a row there. */
export interface BandRow {
  readonly x: number;
  /** Median over the seeds that have not stopped, whatever the axis. May be exactly 0. */
  readonly median: Readonly<Partial<Record<ArmId, number>>>;
  /** 25 and 75 % quantiles over those seeds (absent for a single one). */
  readonly band: Readonly<Partial<Record<ArmId, readonly [number, number]>>>;
  /** Median before smoothing; absent where nothing is smoothed. */
  readonly raw: Readonly<Partial<Record<ArmId, number>>>;
  readonly count: Readonly<Partial<Record<ArmId, SeedCount>>>;
}

export interface LossView {
  readonly rows: readonly BandRow[];
  /** Those that are drawn, and those that are switched off. */
  readonly arms: readonly ArmId[];
  readonly hidden: readonly ArmId[];
  readonly seeds: number;
  /** Steps that each drawn loss is the mean of: 1 for full batches. */
  readonly smoothing: number;
  /** Ends of the x axis: 0 and a nice end, grown in steps; or the range a person zoomed to. */
  readonly xMin: number;
  readonly xMax: number;
  /** The end of the x axis of the whole run, whatever the range. */
  readonly xEnd: number;
  /** Ends of the loss axis, nice, positive on a log axis. */
  readonly yDomain: readonly [number, number];
  /** The loss that the verdict speaks of: once the control has got there, or where it is given. */
  readonly target: number | null;
  /** Drawn arms of which every seed has stopped: the place on the x axis from which on there is nothing. */
  readonly ended: readonly { readonly arm: ArmId; readonly x: number }[];
  /** Seeds that stopped or are at loss 0 at the newest step, in words; null where there are none. */
  readonly note: string | null;
  /** Where each arm's median curve first reaches the target. */
  readonly reached: readonly { readonly arm: ArmId; readonly x: number; readonly y: number }[];
  /** "52 % less": what the verdict says jumps saved on the way to the target, written between the rings; null when nothing. */
  readonly saving: string | null;
  /** Anchors at which at least one replica jumped; `share` of replicas that did. */
  readonly jumps: readonly { readonly x: number; readonly share: number }[];
  readonly summary: string;
}

export interface WeightPanel {
  /** "layer 2 · w₁₇" */
  readonly title: string;
  /** [step, value], decimated. */
  readonly actual: readonly (readonly [number, number])[];
  /** One forecast per anchor: from the anchor's own value to the farthest horizon. */
  readonly forecasts: readonly {
    readonly anchor: number;
    readonly points: readonly (readonly [number, number])[];
  }[];
  readonly yDomain: readonly [number, number];
}

export interface WeightsView {
  readonly arm: ArmId;
  readonly seed: number;
  readonly panels: readonly WeightPanel[];
  /** Ends of the x axis, in steps. */
  readonly xMin: number;
  readonly xMax: number;
  /** [step, place on the cost axis] of this arm, ascending: straight lines between them. */
  readonly costs: readonly (readonly [number, number])[];
  /** The window of the newest forecast, in steps. */
  readonly window: readonly [number, number] | null;
  /** The span its horizons cover. */
  readonly horizon: readonly [number, number] | null;
  readonly summary: string;
}

export interface ErrorView extends ForecastError {
  readonly yMax: number;
  readonly summary: string;
}

export interface DifferenceView {
  /** Farcaster minus control in log10 loss, paired by seed. */
  readonly rows: readonly {
    readonly x: number;
    /**
     * Median over the pairs of which neither has stopped. -Infinity and Infinity where it is a pair of which one is at
     * loss 0; NaN where it would lie between the two.
     */
    readonly median: number;
    /** 25 and 75 % quantiles, as the median; null for a single pair, and where one of them is NaN. */
    readonly band: readonly [number, number] | null;
    /** Those pairs. */
    readonly pairs: number;
  }[];
  /** Pairs of the run. */
  readonly seeds: number;
  readonly xMin: number;
  readonly xMax: number;
  readonly yDomain: readonly [number, number];
  /** Pairs whose farcaster loss is below the control's at the last x drawn, of so many of which neither has stopped. */
  readonly better: number;
  readonly total: number;
  /** Pairs left out and losses of 0 at the last x drawn, in words; null where there are none. */
  readonly note: string | null;
  readonly summary: string;
}

export interface ProgressView {
  readonly step: number;
  readonly steps: number;
  /** Seconds left at the pace so far; null before there is one. */
  readonly secondsLeft: number | null;
  readonly replicaStepsPerSecond: number | null;
  /** Anchors at which a jump was accepted, in steps. */
  readonly jumps: readonly number[];
  /** Replicas that stopped early, in words. */
  readonly stopped: readonly string[];
  /** Newest test accuracy per arm, for classification: mean over `going` of `seeds`, those that had not stopped. */
  readonly accuracy: readonly {
    readonly arm: ArmId;
    readonly value: number;
    readonly going: number;
    readonly seeds: number;
  }[];
}
