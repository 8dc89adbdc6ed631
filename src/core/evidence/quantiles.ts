/**
 * Quantiles over seeds. A loss of exactly 0 is the lowest value there is and its logarithm -Infinity; both are ranked
 * like any other. What is not a number (a seed that stopped) has no rank: it is left out, and `count` says so.
 */

/** Shares of the seeds below the ends of a band: its middle half. */
export const bandShares = [0.25, 0.75] as const;

/**
 * Quantile of the first `count` of ascending values, between neighbours on a straight line (Hyndman & Fan, 1996,
 * type 7). NaN for none, and between -Infinity and Infinity; infinite where one neighbour is.
 */
export function quantileOfSorted(sorted: ArrayLike<number>, count: number, share: number): number {
  if (count === 0) return NaN;
  const place = share * (count - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const rest = place - below;
  if (rest === 0) return low;
  const high = sorted[below + 1]!;
  return low === high ? low : (1 - rest) * low + rest * high;
}

/** Median and middle half of some values. */
export interface SeedSpread {
  readonly median: number;
  /** 25 and 75 % quantiles; null for a single value. */
  readonly low: number | null;
  readonly high: number | null;
  /** Values that are numbers: what the quantiles are of. */
  readonly count: number;
}

/** Null where no value is a number. */
export function spreadOver(values: readonly number[]): SeedSpread | null {
  const sorted = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort();
  const count = sorted.length;
  if (count === 0) return null;
  const [low, high] = bandShares.map((share) => quantileOfSorted(sorted, count, share)) as [number, number];
  const several = count > 1;
  return {
    median: quantileOfSorted(sorted, count, 0.5),
    low: several ? low : null,
    high: several ? high : null,
    count,
  };
}

/** Paired difference of two logarithms of losses: 0 where they are equal, also where both losses are 0. */
export const logDifference = (treated: number, control: number): number =>
  treated === control ? 0 : treated - control;
