/**
 * L_grad, the farcaster's regularizer from the first-order optimality condition (arXiv 2505.02714): steps between
 * consecutive forecasts should look like gradient descent near an optimum. Only part of its published definition was
 * available to us; the four readings are ours.
 */
import { exp, log } from '../../numeric/functions.ts';
import type { PenaltySettings } from '../basis.ts';

type Reading = PenaltySettings['reading'];

/**
 * The reading of distances d_0 .. d_{m-1}, d_0 = |yhat_1 - w_n| and d_j = |yhat_{j+1} - yhat_j|:
 * size: mean_j max(d_j - eps, 0), worst: max_j d_j, shrinking: mean_j max(d_j - d_{j-1}, 0), each over
 * j = 1 .. m - 1 (0 where m = 1); rest: d_{m-1}.
 */
export function penaltyOf(distances: Readonly<Float64Array>, reading: Reading, margin: number): number {
  const last = distances.length - 1;
  if (reading === 'none') return 0;
  if (reading === 'rest') return distances[last]!;
  let result = 0;
  for (let j = 1; j <= last; j += 1) {
    if (reading === 'worst') result = Math.max(result, distances[j]!);
    else result += Math.max(distances[j]! - (reading === 'size' ? margin : distances[j - 1]!), 0) / last;
  }
  return result;
}

/**
 * `penaltyOf` with its corners smoothed for a gradient-based solver: max(x, 0) becomes (x + sqrt(x^2 + bend^2)) / 2
 * and the maximum becomes bend log sum exp(d / bend). Writes the derivatives with respect to the distances into
 * `slopes`.
 */
export function roundedPenalty(
  distances: Readonly<Float64Array>,
  reading: Reading,
  margin: number,
  bend: number,
  slopes: Float64Array,
): number {
  const last = distances.length - 1;
  slopes.fill(0);
  if (reading === 'rest') slopes[last] = 1;
  if (reading === 'none' || reading === 'rest' || last === 0) return penaltyOf(distances, reading, margin);
  if (reading === 'worst') {
    const top = penaltyOf(distances, reading, margin);
    let sum = 0;
    for (let j = 1; j <= last; j += 1) sum += slopes[j] = exp((distances[j]! - top) / bend);
    for (let j = 1; j <= last; j += 1) slopes[j]! /= sum;
    return top + bend * log(sum);
  }
  let result = 0;
  for (let j = 1; j <= last; j += 1) {
    const excess = distances[j]! - (reading === 'size' ? margin : distances[j - 1]!);
    const root = Math.sqrt(excess * excess + bend * bend);
    const slope = (1 + excess / root) / (2 * last);
    result += (excess + root) / (2 * last);
    slopes[j]! += slope;
    if (reading === 'shrinking') slopes[j - 1]! -= slope;
  }
  return result;
}
