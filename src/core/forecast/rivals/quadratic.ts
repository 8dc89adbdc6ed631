/** The quadratic forecast through the last three snapshots, clipped. */
import { stayTerms, type Terms } from '../basis.ts';
import { innerProducts } from './differences.ts';

/**
 * Newton-Gregory: yhat = w_n + k D + c k (k + 1) / 2 D2 with k = j / q, D = w_n - w_{n-q} and D2 = D - D_prev;
 * coefficients of (w_{n-2q}, w_{n-q}, w_n). c = 1 gives the parabola through the three snapshots. It is clipped so
 * that the quadratic part is never longer than the linear part, c = min(1, |k D| / |k (k + 1) / 2 D2|), in the norm
 * over the weights of the group whose inner products [2, 2] of (D_prev, D) are given. Persistence if they are not
 * finite.
 */
export function quadraticTerms(horizon: number, spacing: number, differences: Float64Array): Terms {
  const k = horizon / spacing;
  const { previous, cross, last } = innerProducts(differences);
  const bend = previous - 2 * cross + last;
  if (!Number.isFinite(previous) || !Number.isFinite(bend)) return stayTerms(3);
  const share = bend > 0 ? Math.min(1, (2 / (k + 1)) * Math.sqrt(last / bend)) : 1;
  const second = (share * k * (k + 1)) / 2;
  return Float64Array.of(second, -k - 2 * second, 1 + k + second, 0);
}
