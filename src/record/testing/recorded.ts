/** Histories made by hand, from the events that a worker would have emitted. For tests. */
import { mlp } from '../../core/model/mlp.ts';
import { defaultSpec, type ArmId, type ExperimentSpec } from '../../experiment/fields.ts';
import type { ForecastScore } from '../../run/events.ts';
import { RunHistory } from '../history.ts';

interface Jump {
  readonly arm: ArmId;
  readonly seed: number;
  readonly step: number;
  readonly accepted?: boolean;
  readonly cost?: number;
  /** Whether any candidate was tried; true if left out. */
  readonly tried?: boolean;
}

export interface Recording {
  readonly spec: Partial<ExperimentSpec>;
  /** Training loss after a step. */
  readonly loss: (arm: ArmId, seed: number, step: number) => number;
  readonly jumps?: readonly Jump[];
  /** Reported as stopped after that step. */
  readonly diverged?: readonly { readonly arm: ArmId; readonly seed: number; readonly step: number }[];
  /** Steps done; the budget if left out. An evaluation follows at the end of the budget. */
  readonly until?: number;
  readonly smoothing?: number;
  /** A metric other than the training loss: measured at this interval, and at the end. */
  readonly measured?: { readonly every: number; readonly loss: Recording['loss'] };
  /** Test loss and accuracy at the evaluation. */
  readonly test?: (arm: ArmId, seed: number) => readonly [loss: number, accuracy: number];
  readonly groups?: readonly string[];
}

/** Two horizons, 2 and 4 steps after a window of 4; one watched weight; the weights of 2 -> 1. */
export function recorded(recording: Recording): RunHistory {
  const { jumps = [], smoothing = 1, groups = ['all weights'] } = recording;
  const spec: ExperimentSpec = { ...defaultSpec, ...recording.spec };
  const until = recording.until ?? spec.steps;
  const replicas = spec.arms.flatMap((arm) => spec.seeds.map((seed) => ({ arm, seed })));
  const history = new RunHistory(spec, {
    type: 'prepared',
    engine: { name: 'reference', backend: 'none', adapter: null, reason: 'by hand' },
    replicas,
    model: mlp([2, 1], 'tanh', 'squared-error'),
    watched: [{ parameter: 0, tensor: 0, index: 0 }],
    initial: new Float32Array(replicas.length),
    horizons: [2, 4],
    windowSteps: 4,
    inputs: [0, 4],
    groups,
    smoothing,
  });
  const lossesAt = (step: number): number[] =>
    replicas.map(({ arm, seed }) => recording.loss(arm, seed, step));
  const stop = (at: number): void => {
    for (const { arm, seed, step } of recording.diverged ?? [])
      if (step === at)
        history.take({ type: 'diverged', step, replica: indexOf(replicas, arm, seed), reason: 'by hand' });
  };
  for (let step = 0; step < until; step += 1) {
    stop(step);
    const { measured } = recording;
    if (measured !== undefined && step % measured.every === 0)
      history.take({
        type: 'measured',
        step,
        loss: Float32Array.from(replicas, ({ arm, seed }) => measured.loss(arm, seed, step)),
      });
    history.take({
      type: 'progressed',
      firstStep: step,
      steps: 1,
      loss: Float32Array.from(lossesAt(step)),
      watched: new Float32Array(replicas.length),
    });
    const due = jumps.filter((jump) => jump.step === step + 1);
    if (due.length > 0)
      history.take({ type: 'jumped', step: step + 1, outcomes: due.map(outcomeIn(replicas)) });
  }
  stop(until);
  if (until === spec.steps) history.take(evaluation(recording, replicas, until));
  return history;
}

type Replicas = RunHistory['prepared']['replicas'];
type Outcome = Parameters<RunHistory['take']>[0] & { type: 'jumped' };

const indexOf = (replicas: Replicas, arm: ArmId, seed: number): number =>
  replicas.findIndex((replica) => replica.arm === arm && replica.seed === seed);

const outcomeIn =
  (replicas: Replicas) =>
  ({ arm, seed, accepted = true, cost = 0, tried = true }: Jump): Outcome['outcomes'][number] => ({
    replica: indexOf(replicas, arm, seed),
    horizon: tried ? 2 : 0,
    accepted,
    lossBefore: tried ? 1 : NaN,
    lossAfter: tried ? 0.5 : NaN,
    cost,
  });

function evaluation(
  { loss, test = () => [NaN, NaN], measured }: Recording,
  replicas: Replicas,
  step: number,
): Parameters<RunHistory['take']>[0] {
  const each = (of: (arm: ArmId, seed: number) => number): Float32Array =>
    Float32Array.from(replicas, ({ arm, seed }) => of(arm, seed));
  const last = each((arm, seed) => loss(arm, seed, step));
  return {
    type: 'evaluated',
    step,
    loss: last,
    guardLoss: measured === undefined ? last : each((arm, seed) => measured.loss(arm, seed, step)),
    testLoss: each((arm, seed) => measured?.loss(arm, seed, step) ?? test(arm, seed)[0]),
    testAccuracy: each((arm, seed) => test(arm, seed)[1]),
  };
}

/** A score of one replica over both horizons of `recorded`. */
export const scored = (replica: number, mae: readonly number[], cosine = 0.5): ForecastScore => ({
  replica,
  mae,
  stayMae: mae.map(() => 1),
  lineMae: mae.map(() => 2),
  cosine: mae.map(() => [cosine, cosine, cosine]),
  normRatio: mae.map(() => [1, 1, 1]),
});
