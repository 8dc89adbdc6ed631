/** Aitken's extrapolation: continues the last two differences as a geometric series, with one ratio per group. */
import { cos, exp, log } from '../../numeric/functions.ts';
import { stayTerms, type Terms } from '../basis.ts';
import { innerProducts } from './differences.ts';

/** |r| is clipped to this, so that the limit is at most 999 D ahead. */
const largestRatio = 0.999;
const pi = 3.141592653589793;

/** r = <D, D_prev> / <D_prev, D_prev> from inner products [2, 2] of (D_prev, D), not clipped; NaN if nothing moved. */
export function aitkenRatio(differences: Float64Array): number {
  const { previous, cross } = innerProducts(differences);
  return cross / previous;
}

/** ratio^power for ratio in (-1, 1); for a negative ratio the real part, |ratio|^power cos(pi power). */
function powerOf(ratio: number, power: number): number {
  if (power === Infinity || ratio === 0) return 0;
  return ratio > 0 ? exp(power * log(ratio)) : exp(power * log(-ratio)) * cos(pi * power);
}

/**
 * yhat = w_n + D (r + r^2 + .. + r^k) = w_n + D r (1 - r^k) / (1 - r), k = j / q steps of q ahead and D = w_n -
 * w_{n-q}; k = Infinity gives the limit w_n + D r / (1 - r) (Aitken, 1926, with r by least squares over the group).
 * Returns coefficients of (w_{n-q}, w_n). r comes from inner products [2, 2] of (D_prev, D) and is clipped to [-.999,
 * .999]; persistence if it is NaN.
 */
export function aitkenTerms(ahead: number, differences: Float64Array): Terms {
  const raw = aitkenRatio(differences);
  if (!Number.isFinite(raw)) return stayTerms(2);
  const ratio = Math.max(-largestRatio, Math.min(largestRatio, raw));
  const gain = (ratio * (1 - powerOf(ratio, ahead))) / (1 - ratio);
  return Float64Array.of(-gain, 1 + gain, 0);
}
