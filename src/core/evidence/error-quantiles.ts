/** Distribution of forecast errors over weights: quantiles, with the median error of the persistence forecast. */

import { quantileOfSorted } from './quantiles.ts';

/** Fractions of the weights below each quantile, ascending; the third is the median. */
export const errorShares = [0.1, 0.25, 0.5, 0.75, 0.9] as const;

export interface ErrorSpread {
  /** Quantiles of |forecast - actual| over the weights, at `errorShares`. */
  readonly quantiles: readonly number[];
  /** Median of |w_n - actual|: the error of the persistence forecast. */
  readonly stay: number;
}

/**
 * Quantiles with linear interpolation (Hyndman & Fan, 1996, type 7). NaN for no values, or if any value is NaN. Sorts
 * `values` in place.
 */
export function quantilesOf(values: Float32Array, shares: readonly number[]): number[] {
  values.sort();
  // Sorting puts NaN last.
  const count = Number.isNaN(values.at(-1)) ? 0 : values.length;
  return shares.map((share) => quantileOfSorted(values, count, share));
}

/**
 * Distribution of the errors of weights `offset` .. `offset + length - 1`, from weight vectors [parameter]. Yields
 * between pieces, because sorting takes time.
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
