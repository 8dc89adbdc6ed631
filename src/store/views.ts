/** What charts and panels are given: small, fresh, plain rows, ready to draw. Types only. */
import type { ArmId } from '../experiment/fields.ts';

/**
 * Steps, gradient-step equivalents that charge fits, forecasts and guard passes, or wall-clock seconds of the
 * whole experiment: all replicas train together, so that every arm has the same seconds at a step.
 */
export type CostAxis = 'steps' | 'ledger' | 'seconds';

/** One arm's curve over seeds at one x. Gaps are null. */
export interface BandRow {
  readonly x: number;
  /** Mean per arm; on a log axis the geometric mean. */
  readonly mean: Readonly<Partial<Record<ArmId, number>>>;
  /** 95 % interval of that mean over seeds (absent with one seed). */
  readonly band: Readonly<Partial<Record<ArmId, readonly [number, number]>>>;
  /** Geometric mean before smoothing; absent where nothing is smoothed. */
  readonly raw: Readonly<Partial<Record<ArmId, number>>>;
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
  /** Where each arm's mean curve first reaches the target. */
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

export interface ErrorRow {
  /** Steps ahead of the anchor. */
  readonly horizon: number;
  /** Mean absolute error over all weights, mean over the replicas scored. */
  readonly farcaster: number;
  readonly stay: number;
  readonly line: number;
}

export interface ErrorView {
  readonly rows: readonly ErrorRow[];
  /** How many forecasts (anchors x replicas) the mean is over. */
  readonly forecasts: number;
  /** 1 - MAE / MAE(stay) at the farthest horizon; null while nothing was scored. */
  readonly skill: number | null;
  readonly yMax: number;
  readonly summary: string;
}

export interface DifferenceView {
  /** Farcaster minus control in log10 loss, paired by seed: mean and 95 % interval. */
  readonly rows: readonly {
    readonly x: number;
    readonly mean: number;
    readonly band: readonly [number, number] | null;
  }[];
  readonly xMin: number;
  readonly xMax: number;
  readonly yDomain: readonly [number, number];
  /** Seeds whose farcaster loss is below the control's at the last x drawn. */
  readonly better: number;
  readonly total: number;
  readonly summary: string;
}

export type VerdictTone = 'pending' | 'gain' | 'none' | 'loss' | 'failed';

/** The headline, in pieces so that numbers can carry their arm's colour. */
export interface VerdictView {
  readonly tone: VerdictTone;
  readonly parts: readonly { readonly text: string; readonly arm: ArmId | null }[];
  /** "95 % CI 51 – 54 % · 16 of 16 seeds · ledger" */
  readonly detail: string;
  /** The whole as one sentence, for screen readers and scripts. */
  readonly sentence: string;
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
  /** Newest test accuracy per arm (mean over seeds), for classification. */
  readonly accuracy: readonly { readonly arm: ArmId; readonly value: number }[];
}
