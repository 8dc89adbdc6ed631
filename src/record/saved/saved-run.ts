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

export interface KeptRun {
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
  readonly curves: readonly SavedCurve[];
}
