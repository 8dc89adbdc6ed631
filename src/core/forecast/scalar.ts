/**
 * The fitted scalar, a rival of the farcaster: one number per horizon instead of three. Where it does
 * as well, three were not needed.
 */
import { fitColumns, stay, type Coefficients } from './farcaster.ts';

/**
 * The fitted scalar: yhat = w_n + g d with d = w_n - w_0 and g = <d, y - w_n> / <d, d>, from the same
 * inner products [4, 4] of (w_n - w_0, w_0, 1, y - w_n) as the farcaster's fit. Stays where d vanishes.
 */
export function fitScalar(gram: Float64Array): Coefficients {
  const gain = gram[fitColumns - 1]! / gram[0]!;
  return Number.isFinite(gain) ? { first: -gain, last: 1 + gain, constant: 0 } : stay;
}
