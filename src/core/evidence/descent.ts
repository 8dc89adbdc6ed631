/**
 * The lowest loss of a replica so far and its cost so far, so that any target loss or cost can be looked up by
 * bisection.
 */

export interface Descent {
  /** [step 0..]: the lowest (smoothed) loss up to that step. Never rises. */
  readonly lowest: ArrayLike<number>;
  /** How many losses are known: after steps 0 .. known - 1. */
  readonly known: number;
  /** Cost in gradient-step equivalents after each step. */
  readonly cost: (step: number) => number;
  /** Whether no further step will come. */
  readonly complete: boolean;
}

/** Extends the running minimum from `known` to `until`; values that are not finite are skipped. */
export function extendLowest(
  lowest: Float32Array,
  known: number,
  until: number,
  loss: (step: number) => number,
): void {
  let least = known === 0 ? Infinity : lowest[known - 1]!;
  for (let step = known; step < until; step += 1) {
    const value = loss(step);
    if (value < least) least = value;
    lowest[step] = least;
  }
}

/** First step at which the running minimum is at or below the target, or -1. */
export function firstAtOrBelow({ lowest, known }: Descent, target: number): number {
  if (known === 0 || !(lowest[known - 1]! <= target)) return -1;
  let low = 0;
  let high = known - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lowest[middle]! <= target) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Last known step whose cost is at most the budget, or -1. */
export function lastWithin({ known, cost }: Descent, budget: number): number {
  let low = -1;
  let high = known - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (cost(middle) <= budget) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Cost after any step of a replica, from the cost and step of its considered jumps, in step order. */
export function costAfter(
  jumps: readonly { readonly step: number; readonly cost: number }[],
): (step: number) => number {
  const paid = new Float64Array(jumps.length + 1);
  jumps.forEach(({ cost }, i) => (paid[i + 1] = paid[i]! + cost));
  return (step) => {
    let low = 0;
    let high = jumps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (jumps[middle]!.step <= step) low = middle + 1;
      else high = middle;
    }
    return step + paid[low]!;
  };
}
