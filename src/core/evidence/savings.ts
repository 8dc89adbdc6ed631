/**
 * Paired savings in gradient-step equivalents: for every seed, how much less the replica with jumps paid than its
 * control to reach a target loss, which is either a loss of the control or a given one.
 */

/** Fraction of the control's budget at which its loss becomes the target. */
const targetShare = 0.7;

export interface CostedCurve {
  /** Loss, in the metric of the run, before the first step. */
  readonly initial: number;
  /** The same after steps 1.., as far as recorded. */
  readonly loss: ArrayLike<number>;
  /** Cost after the same steps. */
  readonly ledger: ArrayLike<number>;
  /** Whether no further step will come (budget spent, or stopped early). */
  readonly complete: boolean;
}

/** The same, as an interface that hides the storage. Index 0 is after the first step. */
export interface Course {
  readonly initial: number;
  /** Number of steps whose loss is known. */
  readonly known: number;
  readonly complete: boolean;
  /** The smoothed loss at an index. */
  readonly lossAt: (index: number) => number;
  /** The first index at which it is at or below a target, or -1. */
  readonly reach: (target: number) => number;
  /** Cost at an index, in gradient-step equivalents. */
  readonly cost: (index: number) => number;
}

export interface Saving {
  /** The (smoothed) target loss: the control's own at its target step, or the given one. */
  readonly target: number;
  /** Cost of the replica with jumps when it first reached the target, in gradient-step equivalents; infinite: never. */
  readonly cost: number;
  /** The same of its control. */
  readonly controlCost: number;
  /**
   * 1 - cost / control's cost. Censored if only one of the two reached the target: -Infinity if the replica with
   * jumps never did, Infinity if the control never did; NaN if neither did.
   */
  readonly fraction: number;
  readonly reached: boolean;
}

/** The saving of a pair, from the cost at which each reached the target (infinite: never). */
export function savingOf(target: number, cost: number, controlCost: number): Saving {
  const both = Number.isFinite(cost) && Number.isFinite(controlCost);
  const censored = cost === controlCost ? NaN : cost < controlCost ? Infinity : -Infinity;
  const fraction = both ? 1 - cost / controlCost : censored;
  return { target, cost, controlCost, fraction, reached: Number.isFinite(cost) };
}

/** Mean of the last `width` losses up to `index`; fewer at the start. */
export function smoothedAt(loss: ArrayLike<number>, index: number, width: number): number {
  const first = Math.max(0, index - width + 1);
  let sum = 0;
  for (let i = first; i <= index; i += 1) sum += loss[i]!;
  return sum / (index - first + 1);
}

/** First index, from `from` on, at which the smoothed curve is at or below the target, or -1. */
export function firstReach(loss: ArrayLike<number>, target: number, width: number, from = 0): number {
  // A window is the tail of one block plus the head of the next, and both are only ever added to: a sum that also
  // subtracts losses that leave the window would carry the rounding error of one huge loss forever.
  const tails = new Float64Array(width + 1);
  let head = 0;
  for (let i = 0; i < loss.length; i += 1) {
    const within = i % width;
    if (within === 0) {
      head = 0;
      for (let k = width - 1; k >= 0 && i > 0; k -= 1) tails[k] = tails[k + 1]! + loss[i - width + k]!;
    }
    head += loss[i]!;
    const mean = (head + tails[within + 1]!) / Math.min(i + 1, width);
    // Exact at width 1; otherwise the different order of addition needs a small tolerance.
    if (i >= from && mean <= target * (width === 1 ? 1 : 1 + 1e-12)) return i;
  }
  return -1;
}

/** Step (from 1) whose loss is the target. */
export const targetStep = (steps: number): number => Math.max(1, Math.round(targetShare * steps));

/** The saving of one pair of recorded curves, smoothed over the given number of steps. */
export const pairedSaving = (
  control: CostedCurve,
  treated: CostedCurve,
  steps: number,
  smoothing: number,
  goal: number | null = null,
): Saving | null => savingOfCourses(courseOf(control, smoothing), courseOf(treated, smoothing), steps, goal);

const courseOf = ({ initial, loss, ledger, complete }: CostedCurve, smoothing: number): Course => ({
  initial,
  known: loss.length,
  complete,
  lossAt: (index) => smoothedAt(loss, index, smoothing),
  reach: (target) => firstReach(loss, target, smoothing),
  cost: (index) => ledger[index]!,
});

/**
 * The saving of one pair at `goal`, or else at the loss of its control at the target step. Null while it is not yet
 * known (control before its target step, or a replica neither at the target nor complete) and if it never will be
 * (control stopped before its target step, or the target is no better than untrained).
 */
export function savingOfCourses(
  control: Course,
  treated: Course,
  steps: number,
  goal: number | null,
): Saving | null {
  if (goal !== null) return savingTo(goal, control, treated);
  const last = targetStep(steps) - 1;
  if (control.known <= last) return null;
  const target = control.lossAt(last);
  if (!(target < control.initial)) return null;
  const cost = costTo(target, treated);
  if (cost === null) return null;
  const controlIndex = control.reach(target);
  return savingOf(target, cost, control.cost(controlIndex === -1 ? last : controlIndex));
}

/** The saving at a given target loss, which either replica may never reach. */
function savingTo(goal: number, control: Course, treated: Course): Saving | null {
  if (!(goal < control.initial)) return null;
  const cost = costTo(goal, treated);
  const controlCost = costTo(goal, control);
  return cost === null || controlCost === null ? null : savingOf(goal, cost, controlCost);
}

/** Cost when a loss was first reached; infinite if it never is, null while that is open. */
function costTo(target: number, { reach, cost, complete }: Course): number | null {
  const index = reach(target);
  if (index >= 0) return cost(index);
  return complete ? Infinity : null;
}
