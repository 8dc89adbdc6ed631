/**
 * The ledger: cost in gradient-step equivalents. A training step costs 1; anything else costs its multiply-adds
 * divided by those of a step, which `cost.ts` counts from the network's shapes.
 */
import type { NetworkWork } from './cost.ts';

/** The cost of one training step. */
export interface StepWork {
  /** Examples per training step. */
  readonly batch: number;
  readonly network: NetworkWork;
}

/** Multiply-adds converted to gradient-step equivalents. */
export const inSteps = (multiplyAdds: number, { batch, network }: StepWork): number =>
  multiplyAdds / (batch * network.step);

/** Cost after every step 1..steps of a replica, from the cost and step of its considered jumps. */
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
