/** The last two differences of three equally spaced snapshots: all that the quadratic and Aitken need. */

/**
 * Coefficients [2, 4] of D_prev = w_{n-q} - w_{n-2q} and D = w_n - w_{n-q} over
 * (w_{n-2q}, w_{n-q}, w_n, constant), to be given to an engine's `gram`.
 */
// prettier-ignore
export const differenceColumns: Readonly<Float64Array> = Float64Array.of(
  -1, 1, 0, 0,
  0, -1, 1, 0,
);

/** Inner products of (D_prev, D) by name, from their sums [2, 2]. */
export const innerProducts = (
  gram: Float64Array,
): { readonly previous: number; readonly cross: number; readonly last: number } => ({
  previous: gram[0]!,
  cross: gram[1]!,
  last: gram[3]!,
});
