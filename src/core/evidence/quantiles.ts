/**
 * Quantiles over seeds. A loss of exactly 0 is the lowest possible value and its logarithm is -Infinity; both are
 * ranked like any other. NaN (a seed that stopped) is left out; `count` is the number of values used.
 */

/** Fractions of the seeds below the ends of a band: its middle half. */
export const bandShares = [0.25, 0.75] as const;

/**
 * Quantile of the first `count` ascending values, with linear interpolation (Hyndman & Fan, 1996, type 7). NaN for no
 * values, or between -Infinity and Infinity; infinite if one neighbour is.
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
  /** Number of values that are not NaN: the sample size. */
  readonly count: number;
}

/** Null if all values are NaN. */
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

/** Difference of two log losses: 0 if they are equal, also if both losses are 0. */
export const logDifference = (treated: number, control: number): number =>
  treated === control ? 0 : treated - control;
