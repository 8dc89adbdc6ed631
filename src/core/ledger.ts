/**
 * The ledger: cost in gradient-step equivalents. A training step is 1; anything else costs its multiply-adds over those
 * of a step, which `cost.ts` counts from the network's shapes.
 */
import type { NetworkWork } from './cost.ts';

/** What one training step takes. */
export interface StepWork {
  /** Examples per training step. */
  readonly batch: number;
  readonly network: NetworkWork;
}

/** Gradient-step equivalents of so many multiply-adds. */
export const inSteps = (multiplyAdds: number, { batch, network }: StepWork): number =>
  multiplyAdds / (batch * network.step);

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
