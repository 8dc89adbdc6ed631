/**
 * The 1-layer farcaster on two columns (arXiv 2505.02714, section 3; T = {0, n}):
 * yhat_j = A0_j w_0 + An_j w_n + b_j, one triple per horizon, shared by all weights of a group.
 * Fitted in the difference basis, where the condition number is near 1.
 */
import { solveLeastSquares } from './least-squares.ts';

/** One forecast: yhat = first * w_0 + last * w_n + constant. */
export interface Coefficients {
  readonly first: number;
  readonly last: number;
  readonly constant: number;
}

/** Columns whose inner products the fit needs: w_n - w_0, w_0, 1, and the target y - w_n. */
export const fitColumns = 4;
const features = 3;

/** Staying at w_n: the forecast of a fit that has nothing to go on. */
export const stay: Coefficients = { first: 0, last: 1, constant: 0 };

/** The endpoint line: w_n + (j / n) (w_n - w_0). */
export const endpointLine = (horizon: number, window: number): Coefficients => ({
  first: -horizon / window,
  last: 1 + horizon / window,
  constant: 0,
});

/**
 * Fits one horizon from the inner products [4, 4] of (w_n - w_0, w_0, 1, y - w_n), summed over the
 * weights of one group.
 */
export function fitFarcaster(gram: Float64Array): Coefficients {
  const left = new Float64Array(features * features);
  const right = new Float64Array(features);
  for (let i = 0; i < features; i += 1) {
    for (let j = 0; j < features; j += 1) left[i * features + j] = gram[i * fitColumns + j]!;
    right[i] = gram[i * fitColumns + features]!;
  }
  const [onDifference = 0, onFirst = 0, constant = 0] = solveLeastSquares(left, right);
  return { first: onFirst - onDifference, last: 1 + onDifference, constant };
}

/** The exact coefficients when every weight decays at one common rate r (0 < r < 1) to its own target. */
export function geometricCoefficients(rateToWindow: number, rateToHorizon: number): Coefficients {
  const gain = (rateToWindow - rateToWindow * rateToHorizon) / (1 - rateToWindow);
  return { first: -gain, last: 1 + gain, constant: 0 };
}
