/**
 * Sensitivity of training to rounding: how far two runs part that start one unit in the last place (of float32)
 * apart. Rounding differs between engines and adapters as little as that in every step, so where such runs part,
 * runs of two engines do too. Knows no engine.
 */
import { log } from '../numeric/functions.ts';

/**
 * Spread from which training counts as sensitive: .1 % in loss, ten times the tested tolerance between engines.
 * docs/METHOD.md (Rounding) has what was measured on both sides of it.
 */
export const sensitiveSpread = 1e-3;

/** Every weight moved to the next float32 away from zero. Zeros stay: they have no unit in the last place to speak of. */
export function oneUlpOut(weights: Float32Array): Float32Array {
  const moved = weights.slice();
  const bits = new Int32Array(moved.buffer);
  weights.forEach((weight, p) => {
    if (weight !== 0) bits[p]! += 1;
  });
  return moved;
}

/** |log a - log b| of two losses; 0 where both are the same or neither is finite, Infinity where only one is. */
export function lossSpread(a: number, b: number): number {
  const [finite, other] = [Number.isFinite(a), Number.isFinite(b)];
  if (!finite || !other) return finite === other ? 0 : Infinity;
  return a === b ? 0 : Math.abs(log(a) - log(b));
}
