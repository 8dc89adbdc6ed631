/** The pairs of a run for the evidence: an arm's replicas with the controls of their seeds. */
import { controlArm } from '../../experiment/arms.ts';
import { firstAtOrBelow, type Descent } from '../../core/evidence/descent.ts';
import {
  firstReach,
  savingOfCourses,
  smoothedAt,
  targetStep,
  type Course,
  type Saving,
} from '../../core/evidence/savings.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import type { RunHistory } from '../history.ts';
import { Remembered } from './remembered.ts';

export interface Pair {
  readonly control: number;
  readonly treated: number;
}

/** Replicas of an arm with their controls, in the order of the seeds. */
export function pairsOf(history: RunHistory, arm: ArmId): Pair[] {
  const controls = history.replicasOf(controlArm);
  return history.replicasOf(arm).map((treated, i) => ({ control: controls[i]!, treated }));
}

/** Whether no further result will come from any replica. */
export const isOver = (history: RunHistory): boolean =>
  history.knownLosses > history.spec.steps || history.divergences.every((divergence) => divergence !== null);

/** A selector that is evaluated once more after the end of the run and then cached. */
export function rememberedAtEnd<View>(select: (history: RunHistory) => View): (history: RunHistory) => View {
  const ends = new Remembered<{ readonly view: View }>();
  return (history) => {
    const { goal } = history.spec;
    const end = ends.get(history, goal);
    if (end !== undefined) return end.view;
    const view = select(history);
    if (isOver(history)) ends.set(history, { view }, goal);
    return view;
  };
}

/** The same for a selector that is a job. */
export function jobRememberedAtEnd<View>(
  select: (history: RunHistory) => Generator<void, View>,
): (history: RunHistory) => Generator<void, View> {
  const ends = new Remembered<{ readonly view: View }>();
  return function* (history) {
    const { goal } = history.spec;
    const end = ends.get(history, goal);
    if (end !== undefined) return end.view;
    const wasOver = isOver(history);
    const view = yield* select(history);
    if (wasOver && goal === history.spec.goal) ends.set(history, { view }, goal);
    return view;
  };
}

/** A replica's lowest loss so far and its cost. */
export function descentOf(history: RunHistory, replica: number): Descent {
  return {
    lowest: history.lowest[replica]!,
    known: Math.min(history.knownLosses, history.stopOf(replica)),
    cost: history.costOf(replica),
    complete: history.isComplete(replica),
  };
}

export interface Savings {
  /** In the order of the seeds; null if not known. */
  readonly savings: readonly (Saving | null)[];
  /** Whether none will change any more. */
  readonly settled: boolean;
}

/**
 * A known saving changes only with the target, because targets are first reached in the past. By replica with jumps.
 */
const told = new Remembered<Map<number, Saving | null>>();

export function savingsOf(history: RunHistory, arm: ArmId): Savings {
  const known = told.of(history, () => new Map<number, Saving | null>(), history.spec.goal);
  let settled = true;
  const savings = pairsOf(history, arm).map((pair) => {
    const before = known.get(pair.treated);
    if (before !== undefined) return before;
    const saving = savingOf(history, pair);
    const final = saving !== null || (history.isComplete(pair.control) && history.isComplete(pair.treated));
    if (final) known.set(pair.treated, saving);
    else settled = false;
    return saving;
  });
  return { savings, settled };
}

/** The common target loss; null if each seed has its own. */
export const givenTarget = ({ goal }: Pick<ExperimentSpec, 'goal'>): number | null =>
  goal > 0 ? goal : null;

/** The first step from which a verdict is possible. */
export const judgedFrom = (spec: Pick<ExperimentSpec, 'goal' | 'steps'>): number =>
  givenTarget(spec) === null ? targetStep(spec.steps) : 1;

function savingOf(history: RunHistory, { control, treated }: Pair): Saving | null {
  const { spec, knownLosses } = history;
  if (knownLosses <= judgedFrom(spec)) return null;
  return savingOfCourses(
    courseOf(history, control),
    courseOf(history, treated),
    spec.steps,
    givenTarget(spec),
  );
}

/** A replica's curve, read from the history. Only the few losses around the searched position are copied. */
function courseOf(history: RunHistory, replica: number): Course {
  const { smoothing } = history.prepared;
  const descent = descentOf(history, replica);
  const known = Math.max(0, descent.known - 1);
  const losses = (from: number, to: number): Float32Array => history.lossOf(replica, from, to);
  return {
    initial: history.loss[replica]!,
    known,
    complete: descent.complete,
    cost: (index) => descent.cost(index + 1),
    lossAt: (index) => {
      const from = Math.max(0, index - smoothing + 1);
      return smoothedAt(losses(from, index + 1), index - from, smoothing);
    },
    reach: (target) => {
      // The first means include the initial loss in the history, but not here.
      const early = smoothing === 1 ? -1 : firstReach(losses(0, smoothing), target, smoothing);
      return early >= 0 ? early : reachNear(descent, target, smoothing, known, losses);
    },
  };
}

/**
 * Where a smoothed curve first reaches a target, between the last point clearly above it and the first clearly below.
 */
function reachNear(
  descent: Descent,
  target: number,
  smoothing: number,
  known: number,
  losses: (from: number, to: number) => Float32Array,
): number {
  const slack = smoothing === 1 ? 0 : hair;
  const near = firstAtOrBelow(descent, target * (1 + slack));
  if (near < 0) return -1;
  const below = firstAtOrBelow(descent, target * (1 - slack));
  const first = Math.max(0, near - 1);
  // Means are summed in blocks of the window's width; whole blocks start at the previous one.
  const from = Math.max(0, (Math.floor(first / smoothing) - 1) * smoothing);
  const to = below < smoothing ? known : below;
  const found = firstReach(losses(from, to), target, smoothing, first - from);
  return found < 0 ? -1 : from + found;
}

/** Far larger than the rounding error of a mean of losses in float32, far smaller than the change in one step. */
const hair = 1e-5;
