/** The cost axis of a recorded run: the cost of an arm after a step, and the step at a given cost. */
import type { ArmId } from '../experiment/fields.ts';
import type { RunHistory } from './history.ts';

/** Steps, or gradient-step equivalents, which include fits, forecasts and passes over the validation split. */
export type CostAxis = 'steps' | 'ledger';

/** Cost after any step of an arm. All replicas of an arm consider jumps at the same steps and costs. */
export function costOf(history: RunHistory, arm: ArmId, axis: CostAxis): (step: number) => number {
  if (axis === 'steps') return (step) => step;
  const replicas = history.replicasOf(arm);
  const longest = replicas.reduce(
    (best, r) => (history.jumps[r]!.length > history.jumps[best]!.length ? r : best),
    replicas[0]!,
  );
  return history.costOf(longest);
}

/** The end of the x axis: the step budget, or beyond it if the cost is higher, in increments of a tenth. */
export function costEnd(history: RunHistory, axis: CostAxis): number {
  const { spec } = history;
  if (axis === 'steps') return spec.steps;
  const farthest = Math.max(...spec.arms.map((arm) => costOf(history, arm, axis)(history.steps)));
  const unit = spec.steps / 10;
  return Math.max(spec.steps, Math.ceil(farthest / unit) * unit);
}

/** The step, interpolated, at which a cost was reached; `last` if it never was. Costs ascend. */
export function stepAtCost(cost: (step: number) => number, last: number, x: number): number {
  if (x >= cost(last)) return last;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (cost(middle) <= x) low = middle;
    else high = middle;
  }
  const width = cost(high) - cost(low);
  return width > 0 ? Math.max(0, low + (x - cost(low)) / width) : low;
}
