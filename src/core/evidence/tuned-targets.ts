/**
 * Savings at many target losses, where the control uses its best value of a setting at each target. What an arm saves
 * there depends on the target: a quick control reaches early targets before the first jump. Owns the targets, the
 * control's best value at each, and the pairs at that value; claims about the pairs are judged in verdict.ts and
 * rivals.ts.
 */
import { savingOf, type CostedCurve, type Saving } from './savings.ts';
import { targetsBetween } from './speed-up.ts';
import { median } from './statistics.ts';

/** One replica, with its losses smoothed for comparison with targets. */
export type SmoothedCurve = Pick<CostedCurve, 'initial' | 'loss' | 'ledger'>;

/**
 * Cost of every replica of an arm at each target, [target][seed], gradient-step equivalents; infinite: never reached.
 */
export type CostsToTargets = readonly (readonly number[])[];

/** The lowest loss that more than half of the replicas reached, so that their median cost is finite. */
export function lowestOfMost(curves: readonly SmoothedCurve[]): number {
  const lowest = curves.map(({ loss }) => lowestOf(loss)).sort((a, b) => a - b);
  return lowest[lowest.length >> 1] ?? Infinity;
}

function lowestOf(loss: ArrayLike<number>): number {
  let least = Infinity;
  for (let i = loss.length; i > 0; i -= 1) {
    const value = loss[i - 1]!;
    if (value < least) least = value;
  }
  return least;
}

/** Lowest target, as a fraction of the controls' initial loss: below it there is only rounding. */
const deepest = 1e-12;

/**
 * `count` losses from just below the controls' initial loss (median over all of them) to the lowest that most seeds
 * of any one point's control reached, evenly spaced on a log scale. Empty if no control improved.
 */
export function tunedTargets(
  controls: readonly (readonly SmoothedCurve[])[],
  lowest: readonly number[],
  count: number,
): number[] {
  const start = median(controls.flatMap((curves) => curves.map(({ initial }) => initial)));
  const end = Math.max(deepest * start, Math.min(...lowest));
  return end < start && start < Infinity ? targetsBetween(start, end, count) : [];
}

/** Cost of each curve when it first reached each target, in descending order of targets: [target][curve]. */
export function costsToTargets(curves: readonly SmoothedCurve[], targets: readonly number[]): CostsToTargets {
  const costs = targets.map(() => curves.map(() => Infinity));
  curves.forEach(({ loss, ledger }, curve) => {
    let next = 0;
    for (let i = 0; i < loss.length && next < targets.length; i += 1)
      for (; next < targets.length && loss[i]! <= targets[next]!; next += 1) costs[next]![curve] = ledger[i]!;
  });
  return costs;
}

/**
 * Index of the point where the control reaches a target at the lowest median cost; -1: half of its seeds never reach
 * it.
 */
export function quickestPoint(controls: readonly CostsToTargets[], target: number): number {
  const medians = controls.map((costs) => median(costs[target]!));
  const least = Math.min(...medians);
  return Number.isFinite(least) ? medians.indexOf(least) : -1;
}

/** The pairs of an arm at one point and target, in the order of the seeds. */
export const savingsTo = (
  target: number,
  costs: readonly number[],
  controlCosts: readonly number[],
): Saving[] => costs.map((cost, seed) => savingOf(target, cost, controlCosts[seed]!));
