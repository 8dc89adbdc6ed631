/**
 * Sensitivity of training to rounding: how far two runs diverge whose initial weights differ by one unit in the last
 * place (of float32). Engines and adapters differ by about this much rounding in every step, so if these runs
 * diverge, runs on two engines do too. Independent of any engine.
 */
import { log } from '../numeric/functions.ts';

/**
 * Spread at which training counts as sensitive: .1 % in loss, ten times the tested tolerance between engines.
 * docs/METHOD.md (Rounding) lists measurements on both sides of this threshold.
 */
export const sensitiveSpread = 1e-3;

/**
 * Every weight moved to the next float32 away from zero. Zeros are left alone: their unit in the last place is
 * negligible.
 */
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
