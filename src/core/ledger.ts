/**
 * The ledger: cost in gradient-step equivalents. A training step is 1. A step multiplies each weight
 * about three times per example (forward, and twice backward), so a forward pass on b examples costs
 * b / (3 x batch), and m multiply-adds per weight cost m / (3 x batch).
 */

export interface JumpCost {
  /** Examples per training step. */
  readonly batch: number;
  /** Examples in the guard split. */
  readonly guard: number;
  /** Forward passes over the guard split. */
  readonly passes: number;
  /** Multiply-adds per weight of fit and forecasts. */
  readonly multiplies: number;
}

/** Gradient-step equivalents of one considered jump: fit, forecasts and guard passes. */
export const jumpCost = ({ batch, guard, passes, multiplies }: JumpCost): number =>
  (passes * guard + multiplies) / (3 * batch);

/** Ledger after every step 1..steps of a replica, given what its considered jumps cost and when. */
export function ledgerOf(
  steps: number,
  jumps: readonly { readonly step: number; readonly cost: number }[],
): Float64Array {
  const ledger = new Float64Array(steps);
  let extra = 0;
  let next = 0;
  for (let step = 1; step <= steps; step += 1) {
    for (; next < jumps.length && jumps[next]!.step <= step; next += 1) extra += jumps[next]!.cost;
    ledger[step - 1] = step + extra;
  }
  return ledger;
}
