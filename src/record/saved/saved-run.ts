/** A finished run, small enough to be remembered, to be looked at beside others. */
import type { ArmId } from '../../experiment/fields.ts';

/** Most points of one curve. */
export const mostPoints = 200;

/** What a kept curve is over seeds; runs kept by earlier versions have geometric means. */
export type Centre = 'median' | 'geometric mean';

/** An arm's (smoothed) losses over its seeds, thinned; arrays run side by side. Ends where every seed has stopped. */
export interface KeptCurve {
  readonly arm: ArmId;
  /** Seeds that had stopped at the end of the run; 0 where that was not recorded. */
  readonly stopped: number;
  readonly steps: readonly number[];
  /** Gradient-step equivalents after those steps. */
  readonly ledger: readonly number[];
  readonly loss: readonly number[];
}

export interface KeptRun {
  /** Equal experiments on one engine have equal ids: running one again renews it. */
  readonly id: string;
  readonly experimentId: string;
  /** Given by a person; empty at first. */
  readonly name: string;
  /** Hash of the link that opens it. */
  readonly link: string;
  /** When it was finished, ms since 1970. */
  readonly keptAt: number;
  /** What was changed since the run before, in words. */
  readonly difference: string;
  readonly verdict: string;
  readonly seeds: number;
  readonly centre: Centre;
  readonly engine: string;
  readonly curves: readonly KeptCurve[];
}
