/**
 * Paired savings on the ledger: for every seed, how much less the treated replica paid than its
 * control to reach a loss that the control reached itself.
 */

/** Share of the control's budget at which its loss becomes the target. */
const targetShare = 0.7;

export interface CostedCurve {
  /** Training loss before the first step. */
  readonly initial: number;
  /** Training loss after steps 1.., as far as recorded. */
  readonly loss: ArrayLike<number>;
  /** Ledger after the same steps. */
  readonly ledger: ArrayLike<number>;
  /** Whether no further step will come (budget spent, or stopped early). */
  readonly complete: boolean;
}

export interface Saving {
  /** The control's (smoothed) loss at its target step. */
  readonly target: number;
  /** 1 - cost / control's cost. For a replica that never got there: at best this much, from all it paid. */
  readonly fraction: number;
  readonly reached: boolean;
}

/** Mean of the last `width` losses up to `index`, fewer at the start. */
export function smoothedAt(loss: ArrayLike<number>, index: number, width: number): number {
  const first = Math.max(0, index - width + 1);
  let sum = 0;
  for (let i = first; i <= index; i += 1) sum += loss[i]!;
  return sum / (index - first + 1);
}

/** First index at which the smoothed curve is at or below the target, or -1. */
export function firstReach(loss: ArrayLike<number>, target: number, width: number): number {
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
    if (mean <= target * (width === 1 ? 1 : 1 + 1e-12)) return i;
  }
  return -1;
}

/** Step (from 1) whose loss is the target. */
export const targetStep = (steps: number): number => Math.max(1, Math.round(targetShare * steps));

/**
 * The saving of one pair; null while it cannot be told (control not yet at its target step, or treated
 * neither there nor complete) or ever (control stopped before its target step, or
 * was not better there than untrained).
 */
export function pairedSaving(
  control: CostedCurve,
  treated: CostedCurve,
  steps: number,
  smoothing: number,
  goal: number | null = null,
): Saving | null {
  if (goal !== null) return savingTo(goal, control, treated, smoothing);
  const last = targetStep(steps) - 1;
  if (control.loss.length <= last) return null;
  const target = smoothedAt(control.loss, last, smoothing);
  if (!(target < control.initial)) return null;
  const controlIndex = firstReach(control.loss, target, smoothing);
  const cost = control.ledger[controlIndex === -1 ? last : controlIndex]!;
  const index = firstReach(treated.loss, target, smoothing);
  if (index >= 0) return { target, fraction: 1 - treated.ledger[index]! / cost, reached: true };
  if (!treated.complete) return null;
  const paid = Math.max(steps, treated.ledger[treated.ledger.length - 1] ?? 0);
  return { target, fraction: 1 - paid / cost, reached: false };
}

/** The saving on the way to a loss that was given: either replica may never get there. */
function savingTo(
  goal: number,
  control: CostedCurve,
  treated: CostedCurve,
  smoothing: number,
): Saving | null {
  if (!(goal < control.initial)) return null;
  const cost = costTo(goal, treated, smoothing);
  const controlCost = costTo(goal, control, smoothing);
  if (cost === null || controlCost === null || cost === controlCost) return null;
  const both = Number.isFinite(cost) && Number.isFinite(controlCost);
  const fraction = both ? 1 - cost / controlCost : cost < controlCost ? Infinity : -Infinity;
  return { target: goal, fraction, reached: Number.isFinite(cost) };
}

/** What was paid when a loss was first reached; infinite where it never is, null while that is open. */
function costTo(target: number, { loss, ledger, complete }: CostedCurve, smoothing: number): number | null {
  const index = firstReach(loss, target, smoothing);
  if (index >= 0) return ledger[index]!;
  return complete ? Infinity : null;
}
