/**
 * The fitted scalar, a rival of the farcaster: one number per horizon instead of three. If it does as well, three
 * were not needed.
 */
import { basisSize, stayTerms, type Terms } from '../basis.ts';

const columns = 2;

/**
 * yhat = w_n + g d with d = w_n - w_0 and g = <d, y - w_n> / <d, d>, from inner products [4, 4] of the basis over
 * (w_0, w_n). Persistence if d is zero or the sums are not finite.
 */
export function scalarTerms(gram: Float64Array): Terms {
  const gain = gram[basisSize(columns) - 1]! / gram[0]!;
  return Number.isFinite(gain) ? Float64Array.of(-gain, 1 + gain, 0) : stayTerms(columns);
}
