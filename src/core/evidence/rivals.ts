/**
 * One arm against several rivals, pair by pair. The rivals are one family: each further one is a further chance to
 * be wrong, so that their p-values are corrected together (Holm). A claim takes both, a corrected p-value of at
 * most .05 and a 95 % interval of the paired difference that excludes 0.
 */
import { medianOf, sideOf, type MedianOf } from './median-interval.ts';
import type { Saving } from './savings.ts';
import { holm, signedRankP } from './signed-rank.ts';

/** `beats`, `loses`: claimed, both ways corrected for the number of rivals. `unclear`: cannot be told apart. */
export type Outcome = 'beats' | 'loses' | 'unclear';

export interface Comparison {
  readonly outcome: Outcome;
  /**
   * Of own minus the rival's saved fraction, over the pairs of which either got there; infinite where only one of
   * the two did. Null where no pair says anything.
   */
  readonly difference: MedianOf | null;
  /** Signed-rank p-value, corrected for all rivals. */
  readonly p: number;
  /** Pairs in which neither got there. */
  readonly neither: number;
}

const significance = 0.05;

/** [rival]: own savings against each, in the order of the seeds; null where a seed cannot be judged. */
export function compareWithAll(
  own: readonly (Saving | null)[],
  rivals: readonly (readonly (Saving | null)[])[],
): Comparison[] {
  const differences = rivals.map((theirs) => pairedDifferences(own, theirs));
  const ps = holm(differences.map(signedRankP));
  return differences.map((all, i) => {
    const judged = all.filter((difference) => !Number.isNaN(difference));
    const difference = medianOf(judged);
    const side = ps[i]! <= significance ? sideOf(difference?.interval ?? null) : 'neither';
    return { outcome: outcomes[side], difference, p: ps[i]!, neither: all.length - judged.length };
  });
}

const outcomes = { above: 'beats', below: 'loses', neither: 'unclear' } as const;

/** By pair that both can be judged in; NaN where neither got there. In shares of what the control paid. */
function pairedDifferences(own: readonly (Saving | null)[], theirs: readonly (Saving | null)[]): number[] {
  return own.flatMap((saving, i) => {
    const other = theirs[i] ?? null;
    if (saving === null || other === null) return [];
    const difference = other.cost - saving.cost;
    const unit = Number.isFinite(saving.controlCost) ? saving.controlCost : saving.cost;
    return [Number.isFinite(difference) ? difference / unit : difference];
  });
}
