/** Two saved runs compared arm by arm, in pairs of equal seeds: their losses at the end. Pure. */
import type { ArmId } from '../../experiment/fields.ts';
import { medianInterval, type MedianInterval } from '../../core/evidence/median-interval.ts';
import { logDifference } from '../../core/evidence/quantiles.ts';
import { log10 } from '../../core/numeric/functions.ts';
import { median } from '../../core/evidence/statistics.ts';
import type { SavedDetail } from './saved-run.ts';

export interface PairedRuns {
  readonly arm: ArmId;
  /** log10 loss of A minus that of B: median over the pairs, and its interval. */
  readonly difference: number;
  readonly interval: MedianInterval | null;
  /** Pairs in which A is lower. */
  readonly lower: number;
  readonly pairs: number;
  /** Shared seeds that stopped in either run. */
  readonly stopped: number;
}

/** A row for every arm of both runs with a shared seed that did not stop. */
export const pairedRuns = (a: SavedDetail, b: SavedDetail): PairedRuns[] =>
  a.ends.flatMap(({ arm, seeds, loss }): PairedRuns[] => {
    const other = b.ends.find((ends) => ends.arm === arm);
    const inB = new Map(other?.seeds.map((seed, i) => [seed, other.loss[i] ?? null]));
    const shared = seeds.flatMap((seed, i) => {
      const its = inB.get(seed);
      return its === undefined ? [] : [[loss[i] ?? null, its] as const];
    });
    const differences = shared.flatMap(([own, its]) =>
      own === null || its === null ? [] : [logDifference(log10(own), log10(its))],
    );
    if (differences.length === 0) return [];
    return [
      {
        arm,
        difference: median(differences),
        interval: medianInterval(differences),
        lower: differences.filter((difference) => difference < 0).length,
        pairs: differences.length,
        stopped: shared.length - differences.length,
      },
    ];
  });
