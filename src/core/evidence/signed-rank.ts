/**
 * The signed-rank test and estimate for paired differences (Wilcoxon 1945; Hodges and Lehmann 1963), exact also with
 * ties, and Holm's correction for several tests (Holm, Scandinavian Journal of Statistics 6, 1979). Use the test to
 * claim that one arm differs from another; the median and its interval say by how much.
 */
import { median, type Interval } from './statistics.ts';

/**
 * Two-sided p-value of the null hypothesis that paired differences are symmetric about zero. Differences may be
 * infinite (one of the two never reached the target). Zeros are left out (Wilcoxon), ties share their ranks, and the
 * distribution is over all sign patterns of these ranks, so it is exact with ties. 1 if all differences are zero.
 */
export function signedRankP(differences: readonly number[]): number {
  const told = differences.filter((value) => value !== 0 && !Number.isNaN(value));
  if (told.length === 0) return 1;
  const ranks = doubledRanks(told.map(Math.abs));
  const positive = ranks.reduce((sum, rank, i) => sum + (told[i]! > 0 ? rank : 0), 0);
  const chances = signChances(ranks);
  const sumOf = (from: number, to: number): number => {
    let sum = 0;
    for (let at = from; at <= to; at += 1) sum += chances[at]!;
    return sum;
  };
  return Math.min(1, 2 * Math.min(sumOf(0, positive), sumOf(positive, chances.length - 1)));
}

/** Twice the ranks of values, so that shared ranks of ties are whole numbers too. */
function doubledRanks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return 2 * below + equal + 1;
  });
}

/** [sum]: probability of that sum of the ranks with positive sign, each with probability one half. */
function signChances(ranks: readonly number[]): Float64Array {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const chances = new Float64Array(total + 1);
  chances[0] = 1;
  let reach = 0;
  for (const rank of ranks) {
    reach += rank;
    for (let sum = reach; sum >= 0; sum -= 1)
      chances[sum] = (chances[sum]! + (sum >= rank ? chances[sum - rank]! : 0)) / 2;
  }
  return chances;
}

/**
 * The Hodges-Lehmann estimate: the median of all pairwise means (including each value with itself), with the
 * corresponding signed-rank interval at 95 % or the next higher level. Null below six values, or if one is infinite.
 */
export function hodgesLehmann(values: readonly number[]): ({ readonly estimate: number } & Interval) | null {
  const n = values.length;
  if (n < 6 || !values.every(Number.isFinite)) return null;
  const means = values.flatMap((a, i) => values.slice(i).map((b) => (a + b) / 2)).sort((a, b) => a - b);
  const chances = signChances(Array.from({ length: n }, (_, i) => i + 1));
  let outside = 0;
  let tail = chances[0]!;
  while (tail + chances[outside + 1]! <= 0.025) tail += chances[(outside += 1)]!;
  return { estimate: median(means), low: means[outside]!, high: means[means.length - 1 - outside]! };
}

/** Holm's adjusted p-values, in the given order: at most `level` means significant within the whole family. */
export function holm(ps: readonly number[]): number[] {
  const order = [...ps.keys()].sort((a, b) => ps[a]! - ps[b]!);
  const adjusted = [...ps];
  let largest = 0;
  order.forEach((at, rank) => {
    largest = Math.max(largest, Math.min(1, (ps.length - rank) * ps[at]!));
    adjusted[at] = largest;
  });
  return adjusted;
}
