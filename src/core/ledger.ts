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
  /** Horizons tried. */
  readonly candidates: number;
  /** Multiply-adds per weight of the fit. */
  readonly fitMultiplies: number;
}

/** Multiply-adds per weight and candidate: two snapshots and a constant. */
const forecastMultiplies = 2;

/** Gradient-step equivalents of one considered jump: fit, forecasts, and a guard pass for every candidate and for staying. */
export function jumpCost({ batch, guard, candidates, fitMultiplies }: JumpCost): number {
  const perExample = 1 / (3 * batch);
  const guardPasses = (candidates + 1) * guard * perExample;
  const fit = fitMultiplies * perExample;
  const forecast = forecastMultiplies * candidates * perExample;
  return guardPasses + fit + forecast;
}

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
