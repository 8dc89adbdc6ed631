/** The data of the evidence instrument: small plain rows, separate for each section. Types only. */
import type { ArmEvidence } from '../../core/evidence/arm-evidence.ts';
import type { AroundRow } from '../../core/evidence/around-jumps.ts';
import type { CoefficientRow } from '../../core/evidence/coefficients.ts';
import type { EqualCost } from '../../core/evidence/equal-cost.ts';
import type { QualityRow } from '../../core/evidence/forecast-quality.ts';
import type { SpeedUpRow } from '../../core/evidence/speed-up.ts';
import type { PairedMean } from '../../core/evidence/statistics.ts';
import type { ArmId } from '../../experiment/fields.ts';
import type { ArmWords } from '../../experiment/arms/record.ts';

export interface SavingsRow {
  readonly arm: ArmId;
  readonly role: ArmWords['role'];
  /** A caveat for the row: "upper bound", "fitting runs not charged". */
  readonly note: string | null;
  /** Null until every pair is known. */
  readonly evidence: ArmEvidence | null;
}

export interface SavingsView {
  /** The farcaster first, then sorted by saving. */
  readonly rows: readonly SavingsRow[];
  readonly seeds: number;
  /** The arm under study. */
  readonly subject: ArmId | null;
  /** How the arms' learning rates were chosen; null if all share one. */
  readonly tuning: string | null;
  readonly summary: string;
}

export interface TargetsView {
  readonly curves: readonly { readonly arm: ArmId; readonly rows: readonly SpeedUpRow[] }[];
  /** The target loss of the verdict; null until it is known. */
  readonly target: number | null;
  /** Range of the loss axis: [lowest, highest] target drawn. */
  readonly xDomain: readonly [number, number];
  /** Rounded range of the saved fraction, including 0. */
  readonly yDomain: readonly [number, number];
  readonly summary: string;
}

export interface EqualCostRow {
  readonly arm: ArmId;
  /** Null if one replica has stopped in every pair. */
  readonly equal: EqualCost | null;
  /**
   * Cost of the arm at its last step divided by that of the control: above 1 it cost more. Over the pairs of `equal`.
   */
  readonly paid: number | null;
  /** Seeds that had not stopped at the last evaluation: the sample size of its means. */
  readonly testSeeds: number;
  /** Those means, and paired differences from the control; null before, or if not applicable. */
  readonly testLoss: number | null;
  readonly testLossDifference: PairedMean | null;
  readonly testAccuracy: number | null;
  readonly testAccuracyDifference: PairedMean | null;
}

export interface EqualCostView {
  readonly rows: readonly EqualCostRow[];
  /**
   * The control's own values in the same order: cost, loss, and its last evaluation; null if every seed has stopped.
   */
  readonly control: {
    readonly cost: number;
    readonly loss: number;
    readonly zero: number;
    readonly stopped: number;
    readonly testSeeds: number;
    readonly testLoss: number | null;
    readonly testAccuracy: number | null;
  } | null;
  /** Step of the last evaluation. */
  readonly evaluatedAt: number | null;
  /** Number of pairs of the run, one for each seed. */
  readonly seeds: number;
  readonly summary: string;
}

export interface AroundView {
  readonly curves: readonly {
    readonly arm: ArmId;
    /** Number of jumps that the curve averages, and of seeds that they are from. */
    readonly jumps: number;
    readonly seeds: number;
    /** Jumps left out, because just before them one of the two was at loss 0 or had stopped. */
    readonly leftOut: number;
    readonly rows: readonly AroundRow[];
  }[];
  /** Range of steps drawn around the jump. */
  readonly xDomain: readonly [number, number];
  readonly yDomain: readonly [number, number];
  /** Steps before the jump whose mean is the zero point. */
  readonly zeroWidth: number;
  readonly summary: string;
}

/** A network's forecasts at its one horizon, on its own replicas that did not jump. */
export interface NetworkQuality extends QualityRow {
  readonly arm: ArmId;
  readonly horizon: number;
}

export interface QualityView {
  readonly rows: readonly (QualityRow & { readonly horizon: number })[];
  /** One for each network with a scored forecast. */
  readonly networks: readonly NetworkQuality[];
  /** Names of the parts of `cosine` and `normRatio`: the tensors, and "all". */
  readonly parts: readonly string[];
  readonly forecasts: number;
  readonly summary: string;
}

export interface CoefficientsView {
  readonly arm: ArmId;
  readonly seed: number;
  readonly anchor: number | null;
  /** One set for every group that shares coefficients; empty if this arm's forecast has none. */
  readonly groups: readonly {
    readonly name: string;
    readonly rows: readonly CoefficientRow[];
    /** Decay rate per step that fits best; null without one. */
    readonly rate: number | null;
    readonly yDomain: readonly [number, number];
  }[];
  /** Names of the inputs: "A₀", …, "Aₙ". */
  readonly inputs: readonly string[];
  readonly summary: string;
}
