/**
 * One arm against several rivals, pair by pair. The rivals form one family: each further comparison adds a chance of
 * error, so the p-values are corrected together (Holm). A claim requires both a corrected p-value of at most .05 and
 * a 95 % interval of the paired difference that excludes 0.
 */
import { fewestForClaims, medianOf, sideOf, type MedianOf } from './median-interval.ts';
import type { Saving } from './savings.ts';
import { holm, signedRankP } from './signed-rank.ts';

/** `beats`, `loses`: claimed, corrected for the number of rivals in both directions. `unclear`: indistinguishable. */
export type Outcome = 'beats' | 'loses' | 'unclear';

export interface Comparison {
  readonly outcome: Outcome;
  /**
   * Own saving minus the rival's, over the pairs in which either reached the target; infinite if only one of them
   * did. Null if no pair can be judged.
   */
  readonly difference: MedianOf | null;
  /** Signed-rank p-value, corrected for all rivals. */
  readonly p: number;
  /** Pairs in which neither reached the target. */
  readonly neither: number;
}

const significance = 0.05;

/**
 * Minimum number of pairs with which an arm can differ from one of this number of rivals: if all pairs agree, p is
 * 2^(1 - n) before the correction, and the smallest of m p-values is multiplied by m (Holm).
 */
export function fewestAgainst(rivals: number): number {
  let pairs = 1;
  for (let p = rivals; p > significance; p /= 2) pairs += 1;
  return Math.max(pairs, fewestForClaims);
}

/** [rival]: own savings against each, in the order of the seeds; null if a seed cannot be judged. */
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

/** For each pair in which both can be judged; NaN if neither reached the target. As fractions of the control's cost. */
function pairedDifferences(own: readonly (Saving | null)[], theirs: readonly (Saving | null)[]): number[] {
  return own.flatMap((saving, i) => {
    const other = theirs[i] ?? null;
    if (saving === null || other === null) return [];
    const difference = other.cost - saving.cost;
    const unit = Number.isFinite(saving.controlCost) ? saving.controlCost : saving.cost;
    return [Number.isFinite(difference) ? difference / unit : difference];
  });
}
