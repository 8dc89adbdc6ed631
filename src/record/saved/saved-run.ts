/** A finished run, small enough to be saved and compared with others. */
import type { ArmId } from '../../experiment/fields.ts';

/** Maximum number of points of one curve. */
export const mostPoints = 200;

/** The statistic over seeds that a saved curve shows; runs saved by earlier versions have geometric means. */
export type Centre = 'median' | 'geometric mean';

/**
 * An arm's (smoothed) losses over its seeds, thinned; all arrays have the same length. Ends where every seed has
 * stopped.
 */
export interface SavedCurve {
  readonly arm: ArmId;
  /** Seeds that had stopped at the end of the run; 0 if that was not recorded. */
  readonly stopped: number;
  readonly steps: readonly number[];
  /** Cost in gradient-step equivalents after those steps. */
  readonly ledger: readonly number[];
  readonly loss: readonly number[];
}

/** An arm's metric at the end of the run, as charts show it (smoothed), seed by seed: what two runs are paired by. */
export interface SavedEnds {
  readonly arm: ArmId;
  readonly seeds: readonly number[];
  /** Null of a seed that stopped. */
  readonly loss: readonly (number | null)[];
}

/** What a list of many runs needs of one. */
export interface SavedRow {
  /** Equal experiments on one engine have equal ids: running one again replaces the old record. */
  readonly id: string;
  readonly experimentId: string;
  /** Given by a person; empty at first. */
  readonly name: string;
  /** Hash of the link that opens it. */
  readonly link: string;
  /** When it finished, ms since 1970. */
  readonly keptAt: number;
  /** The changes since the previous run, in words. */
  readonly difference: string;
  readonly verdict: string;
  readonly seeds: number;
  readonly centre: Centre;
  readonly engine: string;
  /** Null until it is computed; runs saved by earlier versions have none. */
  readonly digest: string | null;
}

/** The rest, which is read only of runs that are drawn or compared. */
export interface SavedDetail {
  readonly curves: readonly SavedCurve[];
  /** Empty of runs saved by earlier versions. */
  readonly ends: readonly SavedEnds[];
}

export type KeptRun = SavedRow & SavedDetail;
