/** What the evidence instrument is given: small plain rows, each section's on its own. Types only. */
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
  /** What a reader must know before believing the row: "upper bound", "fitting runs not charged". */
  readonly note: string | null;
  /** Null until every pair is known. */
  readonly evidence: ArmEvidence | null;
}

export interface SavingsView {
  /** The farcaster first, then by what they saved. */
  readonly rows: readonly SavingsRow[];
  readonly seeds: number;
  /** The arm that the others are compared with. */
  readonly subject: ArmId | null;
  /** How the arms' learning rates were chosen; null where they share one. */
  readonly tuning: string | null;
  readonly summary: string;
}

export interface TargetsView {
  readonly curves: readonly { readonly arm: ArmId; readonly rows: readonly SpeedUpRow[] }[];
  /** The loss that the verdict speaks of; null until it is known. */
  readonly target: number | null;
  /** Ends of the loss axis: [lowest, highest] target drawn. */
  readonly xDomain: readonly [number, number];
  /** Ends of the saved fraction, nice, with 0 inside. */
  readonly yDomain: readonly [number, number];
  readonly summary: string;
}

export interface EqualCostRow {
  readonly arm: ArmId;
  /** Null where in every pair one has stopped. */
  readonly equal: EqualCost | null;
  /** What the arm had paid at its last step over what the control had: above 1 it paid more. Over the pairs of `equal`. */
  readonly paid: number | null;
  /** Seeds that had not stopped at the last evaluation: what its means are over. */
  readonly testSeeds: number;
  /** Those means, and paired differences to the control; null before, or where it does not apply. */
  readonly testLoss: number | null;
  readonly testLossDifference: PairedMean | null;
  readonly testAccuracy: number | null;
  readonly testAccuracyDifference: PairedMean | null;
}

export interface EqualCostView {
  readonly rows: readonly EqualCostRow[];
  /** The control's own, in the same order: cost, loss, and its last evaluation; null where every seed has stopped. */
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
  /** Pairs of the run, one for each seed. */
  readonly seeds: number;
  readonly summary: string;
}

export interface AroundView {
  readonly curves: readonly {
    readonly arm: ArmId;
    /** Jumps that the curve is over, in so many of the run's seeds. */
    readonly jumps: number;
    readonly seeds: number;
    /** Jumps left out: just before them one of the two was at loss 0 or had stopped. */
    readonly leftOut: number;
    readonly rows: readonly AroundRow[];
  }[];
  /** Steps around the jump that are drawn. */
  readonly xDomain: readonly [number, number];
  readonly yDomain: readonly [number, number];
  /** Steps before the jump whose mean is the zero point. */
  readonly zeroWidth: number;
  readonly summary: string;
}

/** A network's forecasts at the one horizon that it aims at, of its own replicas where they did not jump. */
export interface NetworkQuality extends QualityRow {
  readonly arm: ArmId;
  readonly horizon: number;
}

export interface QualityView {
  readonly rows: readonly (QualityRow & { readonly horizon: number })[];
  /** One for each network of which a forecast was scored. */
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
  /** One set for every group that shares coefficients; none where this arm's forecast has none. */
  readonly groups: readonly {
    readonly name: string;
    readonly rows: readonly CoefficientRow[];
    /** Rate of decay per step that fits best; null without one. */
    readonly rate: number | null;
    readonly yDomain: readonly [number, number];
  }[];
  /** Names of the inputs: "A₀", …, "Aₙ". */
  readonly inputs: readonly string[];
  readonly summary: string;
}
