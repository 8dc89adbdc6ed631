/** How forecast errors spread over weights: quantiles, beside the median of staying put. */

import { quantileOfSorted } from './quantiles.ts';

/** Shares of the weights below each quantile, ascending; the third is the median. */
export const errorShares = [0.1, 0.25, 0.5, 0.75, 0.9] as const;

export interface ErrorSpread {
  /** Of |forecast - actual| over the weights, at `errorShares`. */
  readonly quantiles: readonly number[];
  /** Median of |w_n - actual|: the error of staying put. */
  readonly stay: number;
}

/**
 * Quantiles of values, between neighbours on a straight line (Hyndman & Fan, 1996, type 7). NaN for none, or where
 * any value is not a number. Sorts `values` in place.
 */
export function quantilesOf(values: Float32Array, shares: readonly number[]): number[] {
  values.sort();
  // Sorted arrays end with what is not a number.
  const count = Number.isNaN(values.at(-1)) ? 0 : values.length;
  return shares.map((share) => quantileOfSorted(values, count, share));
}

/**
 * Spread of the errors of weights `offset` .. `offset + length - 1`, from weights [parameter] each. Yields between
 * pieces: sorting is what takes time.
 */
export function* errorSpread(
  forecast: Float32Array,
  anchor: Float32Array,
  actual: Float32Array,
  { offset, length }: { readonly offset: number; readonly length: number },
): Generator<void, ErrorSpread> {
  const apart = (from: Float32Array): Float32Array =>
    from.subarray(offset, offset + length).map((value, i) => Math.abs(value - actual[offset + i]!));
  const quantiles = quantilesOf(apart(forecast), errorShares);
  yield;
  return { quantiles, stay: quantilesOf(apart(anchor), [0.5])[0]! };
}
