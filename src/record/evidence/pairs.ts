/** The pairs of a run as the evidence looks at them: an arm's replicas beside the controls of their seeds. */
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

/** Replicas of an arm beside their controls, in the order of the seeds. */
export function pairsOf(history: RunHistory, arm: ArmId): Pair[] {
  const controls = history.replicasOf(controlArm);
  return history.replicasOf(arm).map((treated, i) => ({ control: controls[i]!, treated }));
}

/** Whether nothing more will come of any replica. */
export const isOver = (history: RunHistory): boolean =>
  history.knownLosses > history.spec.steps || history.divergences.every((divergence) => divergence !== null);

/** A selector that is asked once more after the end, and then remembers. */
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

/** The same of a selector that is a job. */
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

/** How far down a replica has come, and what it paid. */
export function descentOf(history: RunHistory, replica: number): Descent {
  return {
    lowest: history.lowest[replica]!,
    known: Math.min(history.knownLosses, history.stopOf(replica)),
    cost: history.costOf(replica),
    complete: history.isComplete(replica),
  };
}

export interface Savings {
  /** In the order of the seeds; null where it is not known. */
  readonly savings: readonly (Saving | null)[];
  /** Whether none will change any more. */
  readonly settled: boolean;
}

/** A saving once known changes with the target alone: first reaches lie in the past. By treated replica. */
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

/** The loss that all are timed to; null where each seed has its own. */
export const givenTarget = ({ goal }: Pick<ExperimentSpec, 'goal'>): number | null =>
  goal > 0 ? goal : null;

/** The first step from which a verdict may be passed. */
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

/** A replica's way down. Nothing is copied but the few losses around the place that is looked for. */
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
      // The first means have the initial loss in the history, and not here.
      const early = smoothing === 1 ? -1 : firstReach(losses(0, smoothing), target, smoothing);
      return early >= 0 ? early : reachNear(descent, target, smoothing, known, losses);
    },
  };
}

/** Where a smoothed curve is first at or below a target, between where it is not clearly above and where it is clearly below. */
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
  // Means are summed in blocks of the window's width: whole ones, from the one before.
  const from = Math.max(0, (Math.floor(first / smoothing) - 1) * smoothing);
  const to = below < smoothing ? known : below;
  const found = firstReach(losses(from, to), target, smoothing, first - from);
  return found < 0 ? -1 : from + found;
}

/** Far more than what rounding a mean of losses to float32 does, far less than what a step does. */
const hair = 1e-5;
