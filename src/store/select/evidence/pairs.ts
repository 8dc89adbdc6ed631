/** The pairs of a run as the evidence looks at them: an arm's replicas beside the controls of their seeds. */
import { costAfter, extendLowest, firstAtOrBelow, type Descent } from '../../../core/evidence/descent.ts';
import { pairedSaving, targetStep, type CostedCurve, type Saving } from '../../../core/evidence/savings.ts';
import type { ArmId, ExperimentSpec } from '../../../experiment/fields.ts';
import type { RunHistory } from '../../history.ts';
import { Remembered } from './remembered.ts';

export interface Pair {
  readonly control: number;
  readonly treated: number;
}

/** Replicas of an arm beside their controls, in the order of the seeds. */
export function pairsOf(history: RunHistory, arm: ArmId): Pair[] {
  const controls = history.replicasOf('control');
  return history.replicasOf(arm).map((treated, i) => ({ control: controls[i]!, treated }));
}

/** Whether nothing more will come of any replica. */
export const isOver = (history: RunHistory): boolean =>
  history.knownLosses > history.spec.steps || history.divergences.every((divergence) => divergence !== null);

/** A selector that is asked once more after the end, and then remembers. */
export function rememberedAtEnd<View>(select: (history: RunHistory) => View): (history: RunHistory) => View {
  const ends = new Remembered<{ readonly view: View }>();
  return (history) => {
    const end = ends.get(history);
    if (end !== undefined) return end.view;
    const view = select(history);
    if (isOver(history)) ends.set(history, { view });
    return view;
  };
}

interface Lowest {
  known: number;
  /** [replica][step]. */
  readonly losses: readonly Float32Array[];
}

const lowestSoFar = new WeakMap<RunHistory, Lowest>();

/** Lowest smoothed losses of all replicas, as far as they are known. */
function lowestOf(history: RunHistory): readonly Float32Array[] {
  const { replicaCount, spec, smoothed, knownLosses } = history;
  let lowest = lowestSoFar.get(history);
  if (lowest === undefined) {
    const losses = Array.from({ length: replicaCount }, () => new Float32Array(spec.steps + 1));
    lowestSoFar.set(history, (lowest = { known: 0, losses }));
  }
  const { known, losses } = lowest;
  if (known < knownLosses)
    losses.forEach((loss, r) => {
      extendLowest(loss, known, knownLosses, (step) => smoothed[step * replicaCount + r]!);
    });
  lowest.known = knownLosses;
  return losses;
}

/** How far down a replica has come, and what it paid. */
export function descentOf(history: RunHistory, replica: number): Descent {
  return {
    lowest: lowestOf(history)[replica]!,
    known: Math.min(history.knownLosses, history.stopOf(replica)),
    cost: costAfter(history.jumps[replica]!),
    complete: history.isComplete(replica),
  };
}

export interface Savings {
  /** In the order of the seeds; null where it cannot be told. */
  readonly savings: readonly (Saving | null)[];
  /** Whether no more will be told. */
  readonly settled: boolean;
}

/** A saving once told changes with the target alone: first reaches lie in the past. By treated replica. */
const told = new Remembered<Map<number, Saving | null>>();

export function savingsOf(history: RunHistory, arm: ArmId): Savings {
  const known = told.get(history) ?? told.set(history, new Map());
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
  const { spec, prepared, smoothed, replicaCount, knownLosses } = history;
  const goal = givenTarget(spec);
  const step = targetStep(spec.steps);
  if (knownLosses <= judgedFrom(spec)) return null;
  const target = goal ?? smoothed[step * replicaCount + control]!;
  if (!mayBeTold(history, treated, target)) return null;
  if (goal !== null && !mayBeTold(history, control, target)) return null;
  const last = goal === null ? step : lastOfUse(history, control, target);
  // What may still grow is not remembered.
  const grows = last === Infinity && !history.isComplete(control);
  return pairedSaving(
    grows ? curveOf(history, control, last) : controlCurve(history, control, last),
    curveOf(history, treated, lastOfUse(history, treated, target)),
    spec.steps,
    prepared.smoothing,
    goal,
  );
}

/** What is still clearly above its target is not worth a closer look. */
function mayBeTold(history: RunHistory, replica: number, target: number): boolean {
  const descent = descentOf(history, replica);
  return descent.complete || firstAtOrBelow(descent, target * (1 + hair)) >= 0;
}

/** Nor is what comes after it is clearly below. */
function lastOfUse(history: RunHistory, replica: number, target: number): number {
  const below = firstAtOrBelow(descentOf(history, replica), target * (1 - hair));
  return below < 0 ? Infinity : below;
}

/** Far more than what rounding a mean of losses to float32 does, far less than what a step does. */
const hair = 1e-5;

const controlCurves = new Remembered<Map<number, CostedCurve>>();

/** A control's curve as far as it is of use: compared with every arm, copied once. */
function controlCurve(history: RunHistory, replica: number, step: number): CostedCurve {
  const known = controlCurves.get(history) ?? controlCurves.set(history, new Map());
  const curve = known.get(replica) ?? curveOf(history, replica, step);
  known.set(replica, curve);
  return curve;
}

function curveOf(history: RunHistory, replica: number, last: number): CostedCurve {
  const loss = history.lossOf(replica, last);
  return {
    initial: history.loss[replica]!,
    loss,
    ledger: history.ledgerOf(replica, loss.length),
    complete: history.isComplete(replica),
  };
}
