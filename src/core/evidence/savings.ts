/**
 * Paired savings on the ledger: for every seed, how much less the treated replica paid than its
 * control to reach a loss: one that the control reached itself, or one that was given.
 */

/** Share of the control's budget at which its loss becomes the target. */
const targetShare = 0.7;

export interface CostedCurve {
  /** Loss, in the run's metric, before the first step. */
  readonly initial: number;
  /** The same after steps 1.., as far as recorded. */
  readonly loss: ArrayLike<number>;
  /** Ledger after the same steps. */
  readonly ledger: ArrayLike<number>;
  /** Whether no further step will come (budget spent, or stopped early). */
  readonly complete: boolean;
}

/** The same as whoever keeps it can tell it. Index 0 is after the first step. */
export interface Course {
  readonly initial: number;
  /** After how many steps the loss is known. */
  readonly known: number;
  readonly complete: boolean;
  /** The smoothed loss at an index. */
  readonly lossAt: (index: number) => number;
  /** The first index at which it is at or below a target, or -1. */
  readonly reach: (target: number) => number;
  /** What was paid at an index, gradient-step equivalents. */
  readonly cost: (index: number) => number;
}

export interface Saving {
  /** The (smoothed) loss to reach: the control's own at its target step, or the one given. */
  readonly target: number;
  /** What the treated replica had paid when it first got there, gradient-step equivalents; infinite: it never did. */
  readonly cost: number;
  /** The same of its control. */
  readonly controlCost: number;
  /**
   * 1 - cost / control's cost. Where only one of the two ever got there it is censored, no number: -Infinity for
   * the treated that never did, Infinity for the control; NaN where neither did.
   */
  readonly fraction: number;
  readonly reached: boolean;
}

/** The saving of a pair, given what each paid to get to the target (infinite: it never got there). */
export function savingOf(target: number, cost: number, controlCost: number): Saving {
  const both = Number.isFinite(cost) && Number.isFinite(controlCost);
  const censored = cost === controlCost ? NaN : cost < controlCost ? Infinity : -Infinity;
  const fraction = both ? 1 - cost / controlCost : censored;
  return { target, cost, controlCost, fraction, reached: Number.isFinite(cost) };
}

/** Mean of the last `width` losses up to `index`, fewer at the start. */
export function smoothedAt(loss: ArrayLike<number>, index: number, width: number): number {
  const first = Math.max(0, index - width + 1);
  let sum = 0;
  for (let i = first; i <= index; i += 1) sum += loss[i]!;
  return sum / (index - first + 1);
}

/** First index, of those from `from` on, at which the smoothed curve is at or below the target, or -1. */
export function firstReach(loss: ArrayLike<number>, target: number, width: number, from = 0): number {
  // A window is a block's tail and the next block's head. Both only ever add: a sum that also subtracts
  // what leaves the window would keep the rounding error of one huge loss for good.
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
    // Exact at width 1; another order of adding needs a hair of slack otherwise.
    if (i >= from && mean <= target * (width === 1 ? 1 : 1 + 1e-12)) return i;
  }
  return -1;
}

/** Step (from 1) whose loss is the target. */
export const targetStep = (steps: number): number => Math.max(1, Math.round(targetShare * steps));

/** The saving of one pair of recorded curves, smoothed over so many steps. */
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
 * The saving of one pair on the way to `goal`, or else to what its control came to at its target step. Null while it
 * cannot be told (control not yet at its target step, or somebody neither there nor complete) or ever (control stopped
 * before its target step, or the target is no better than untrained).
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

/** The saving on the way to a loss that was given: either replica may never get there. */
function savingTo(goal: number, control: Course, treated: Course): Saving | null {
  if (!(goal < control.initial)) return null;
  const cost = costTo(goal, treated);
  const controlCost = costTo(goal, control);
  return cost === null || controlCost === null ? null : savingOf(goal, cost, controlCost);
}

/** What was paid when a loss was first reached; infinite where it never is, null while that is open. */
function costTo(target: number, { reach, cost, complete }: Course): number | null {
  const index = reach(target);
  if (index >= 0) return cost(index);
  return complete ? Infinity : null;
}
