/**
 * Savings at many losses where the control may choose its setting anew for each. What an arm saves at the control's
 * best value depends on the loss that it is timed to: an early one is reached before the first jump where the control
 * is quick. Owns where these losses lie, which value is the control's best at each, and the pairs there; what may be
 * claimed of the pairs is judged elsewhere (verdict.ts, rivals.ts).
 */
import { savingOf, type CostedCurve, type Saving } from './savings.ts';
import { targetsBetween } from './speed-up.ts';
import { median } from './statistics.ts';

/** One replica, its losses smoothed as they are compared with a target. */
export type SmoothedCurve = Pick<CostedCurve, 'initial' | 'loss' | 'ledger'>;

/** What every replica of an arm paid to each target, [target][seed], gradient-step equivalents; infinite: never. */
export type CostsToTargets = readonly (readonly number[])[];

/** The lowest loss that more than half of the replicas came to, so that their median cost to it is finite. */
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

/** Farthest that targets go down, as a share of where controls start: below it there is only rounding. */
const deepest = 1e-12;

/**
 * `count` losses from below where the controls start (the median over all of them) down to the lowest that most seeds
 * of any one point's control came to, evenly spaced on a log scale. Empty where no control learned anything.
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

/** What each curve had paid when it first came to every target, which descend: [target][curve]. */
export function costsToTargets(curves: readonly SmoothedCurve[], targets: readonly number[]): CostsToTargets {
  const costs = targets.map(() => curves.map(() => Infinity));
  curves.forEach(({ loss, ledger }, curve) => {
    let next = 0;
    for (let i = 0; i < loss.length && next < targets.length; i += 1)
      for (; next < targets.length && loss[i]! <= targets[next]!; next += 1) costs[next]![curve] = ledger[i]!;
  });
  return costs;
}

/** Index of the point at which the control pays least to a target, by the median over seeds; -1: half never get there. */
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
