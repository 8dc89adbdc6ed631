/**
 * One run with every call that an engine with jumps can get: every rule for state and clocks, loads, samples, a
 * restore.
 */
import { digestOf } from '../../core/digest.ts';
import { randomStream } from '../../core/rng.ts';
import {
  currentWeights,
  type Engine,
  type EngineSetup,
  type EngineState,
  type Mix,
  type OptimizerStateRule,
  type SnapshotId,
} from '../engine.ts';
import { smallSetup } from './setups.ts';

export interface JumpRun {
  /** [step, replica] of all blocks in order. */
  readonly loss: Float32Array;
  /** [step, replica, watched] of all blocks in order. */
  readonly watched: Float32Array;
  /** Weights of snapshots and at the end, as sampled. */
  readonly sampled: Float32Array;
  /** In the middle, between two jumps, and at the end. */
  readonly states: readonly EngineState[];
}

/** Five replicas with Adam, mini-batches and different schedules. */
export const jumpSetup: EngineSetup = mixedSchedules(
  smallSetup(
    {
      optimizer: { name: 'adam', epsilon: 1e-4 },
      learningRates: [0.01, 0.02, 0.03, 0.02, 0.01],
      ownData: true,
    },
    { batch: 4 },
  ),
);

function mixedSchedules(setup: EngineSetup): EngineSetup {
  const names = ['cosine', 'step', 'constant', 'cosine', 'step'] as const;
  const replicas = setup.replicas.map((replica, r) => ({
    ...replica,
    schedule: {
      ...{ name: names[r % names.length]!, steps: 60 },
      ...(r === 4 ? { change: { step: 10, factor: 0.5 } } : {}),
    },
  }));
  return { ...setup, replicas };
}

/** Row 0: the same coefficients, constant last, for every replica and tensor. */
export function plainMix(
  { model, replicas }: EngineSetup,
  snapshots: readonly SnapshotId[],
  terms: readonly number[],
): Mix {
  const length = replicas.length * model.parameters.tensors.length * terms.length;
  return {
    snapshots,
    rows: 1,
    coefficients: Float32Array.from({ length }, (_, i) => terms[i % terms.length]!),
  };
}

/** Trains 40 steps with three jumps of some replicas between them, five of the steps twice. */
export async function jumpRun(engine: Engine, setup: EngineSetup): Promise<JumpRun> {
  const { model, replicas } = setup;
  const random = randomStream(3, 'data');
  const jump = (
    snapshots: readonly SnapshotId[],
    terms: readonly number[],
    every: number,
    state: OptimizerStateRule,
    ahead: number,
  ): void => {
    const accept = replicas.map((_, r) => r % every === 0);
    const advance = ahead === 0 ? null : replicas.map((_, r) => ahead + r);
    engine.adopt(plainMix(setup, snapshots, terms), accept, { state, advance });
  };
  const parameters = Uint32Array.of(model.parameters.count - 1, 0, 2, 2);
  const blocks = [engine.train(7)];
  const first = engine.snapshot();
  blocks.push(engine.train(8));
  const loaded = engine.load(setup.weights.map((weight) => weight + 0.1 * random.normal()));
  const sampled = [engine.sample([loaded, currentWeights, first], parameters)];
  jump([first, currentWeights], [-0.3, 1.3, 0], 2, 'reset', 5);
  blocks.push(engine.train(5));
  jump([loaded], [1, 0], 3, 'zero-moments', 0);
  blocks.push(engine.train(5));
  const middle = await engine.checkpoint();
  blocks.push(engine.train(5));
  engine.restore(middle);
  engine.release(first);
  jump([loaded, currentWeights], [0.5, 0.5, 0], 2, 'keep', 40);
  engine.release(loaded);
  blocks.push(engine.train(10));
  await blocks.at(-1);
  const last = engine.snapshot();
  blocks.push(engine.train(5));
  sampled.push(engine.sample([last, currentWeights], parameters));
  const [trained, samples] = await Promise.all([Promise.all(blocks), Promise.all(sampled)]);
  return {
    loss: joined(trained.map(({ loss }) => loss)),
    watched: joined(trained.map(({ watched }) => watched)),
    sampled: joined(samples),
    states: [middle, await engine.checkpoint()],
  };
}

/** SHA-256 of all results of a run. */
export const digestOfRun = ({ loss, watched, sampled, states }: JumpRun): string =>
  digestOf([
    ...[loss, watched, sampled],
    ...states.flatMap(({ step, weights, moments, clocks }) => [[step], weights, ...moments, clocks]),
  ]);

const joined = (parts: readonly Float32Array[]): Float32Array =>
  Float32Array.from(parts.flatMap((part) => [...part]));
