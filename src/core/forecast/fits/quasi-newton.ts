/** L-BFGS (Nocedal, 1980) with a backtracking line search, for a few dozen unknowns and a smooth function. */

/** The function at `values`; writes its gradient. */
export type Smooth = (values: Float64Array, gradient: Float64Array) => number;

/** Number of remembered steps. */
const memory = 12;
/** A round that improves by less than this fraction ends the search. */
const smallGain = 1e-9;

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
};

interface Pair {
  readonly step: Float64Array;
  readonly turn: Float64Array;
  /** 1 / <step, turn>. */
  readonly inverse: number;
}

/** Minus the inverse Hessian estimate times the gradient (two-loop recursion). */
function directionOf(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const shares = new Float64Array(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k -= 1) {
    const { step, turn, inverse } = pairs[k]!;
    const share = (shares[k] = inverse * dot(step, direction));
    for (let i = 0; i < direction.length; i += 1) direction[i]! -= share * turn[i]!;
  }
  const newest = pairs.at(-1);
  const scale = newest === undefined ? 1 : 1 / (newest.inverse * dot(newest.turn, newest.turn));
  for (let i = 0; i < direction.length; i += 1) direction[i]! *= scale;
  pairs.forEach(({ step, turn, inverse }, k) => {
    const share = shares[k]! - inverse * dot(turn, direction);
    for (let i = 0; i < direction.length; i += 1) direction[i]! += share * step[i]!;
  });
  return direction;
}

/**
 * Minimises from `values`, in place, in a limited number of rounds; returns the lowest value. `firstStep` is the
 * length of the first trial step.
 */
export function minimise(of: Smooth, values: Float64Array, rounds: number, firstStep: number): number {
  const gradient = new Float64Array(values.length);
  const pairs: Pair[] = [];
  let least = of(values, gradient);
  for (let round = 0; round < rounds; round += 1) {
    let direction = directionOf(gradient, pairs);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      pairs.length = 0;
      direction = gradient.map((value) => -value);
      slope = -dot(gradient, gradient);
      if (!(slope < 0)) return least;
    }
    let length = pairs.length > 0 ? 1 : firstStep / Math.sqrt(-slope);
    const next = new Float64Array(values.length);
    const nextGradient = new Float64Array(values.length);
    let value = Infinity;
    for (let tries = 0; tries < 30; tries += 1, length /= 2) {
      for (let i = 0; i < next.length; i += 1) next[i] = values[i]! + length * direction[i]!;
      value = of(next, nextGradient);
      if (value <= least + 1e-4 * length * slope) break;
    }
    if (!(value < least)) return least;
    const step = next.map((at, i) => at - values[i]!);
    const turn = nextGradient.map((at, i) => at - gradient[i]!);
    const curvature = dot(step, turn);
    if (curvature > 0) pairs.push({ step, turn, inverse: 1 / curvature });
    if (pairs.length > memory) pairs.shift();
    const gain = least - value;
    values.set(next);
    gradient.set(nextGradient);
    least = value;
    if (gain < smallGain * Math.abs(least)) return least;
  }
  return least;
}
