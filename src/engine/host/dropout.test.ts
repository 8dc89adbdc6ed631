/** Dropout in a run: paired arms drop the same values, after a jump too, and nothing is dropped outside of training. */
import { describe, expect, it } from 'vitest';
import { encoder } from '../../core/model/networks/transformer.ts';
import { currentWeights, type Engine, type EngineSetup } from '../engine.ts';
import { startReferenceEngine } from '../reference/reference-engine.ts';
import { startSimdEngine } from '../simd/simd-engine.ts';
import { keep, setupOf } from '../testing/setups.ts';

const text = { context: 4, vocabulary: 5, width: 6, blocks: 1, heads: 2, classes: 3 };

/** Two replicas of one seed that start at the same weights, and one of another seed. */
function setupWith(dropout: number): EngineSetup {
  const setup = setupOf(encoder({ ...text, readout: 'mean', dropout }), {}, { batch: 5 });
  const [first] = setup.replicas;
  const { count } = setup.model.parameters;
  const weights = Float32Array.from({ length: 3 * count }, (_, i) => setup.weights[i % count]!);
  return { ...setup, weights, replicas: [first!, first!, { ...first!, seed: first!.seed + 1 }] };
}

/** Replica 0 jumps to the weights that it has. */
const jumpNowhere = (engine: Engine, { model }: EngineSetup): void =>
  engine.adopt(
    {
      snapshots: [currentWeights],
      rows: 1,
      coefficients: Float32Array.from(
        { length: 3 * model.parameters.tensors.length * 2 },
        (_, i) => +(i % 2 === 0),
      ),
    },
    [true, false, false],
    keep,
  );

const columnsOf = (loss: Float32Array): number[][] =>
  [0, 1, 2].map((r) => [...loss].filter((_, i) => i % 3 === r));

describe.each([
  ['reference', startReferenceEngine],
  ['simd', startSimdEngine],
] as const)('%s', (_name, start) => {
  it('drops the same in replicas of one seed, before and after a jump, and other values in another seed', async () => {
    const setup = setupWith(0.3);
    const engine = await start(setup);
    const before = columnsOf((await engine.train(4)).loss);
    jumpNowhere(engine, setup);
    const after = columnsOf((await engine.train(4)).loss);
    for (const losses of [before, after]) {
      expect(losses[1]).toEqual(losses[0]);
      expect(losses[2]).not.toEqual(losses[0]);
    }
  });

  it('continues from a checkpoint with the same bits, in a new engine too', async () => {
    const setup = setupWith(0.3);
    const engine = await start(setup);
    await engine.train(3);
    const state = await engine.checkpoint();
    const loss = (await engine.train(5)).loss;
    const other = await start(setup);
    other.restore(state);
    expect((await other.train(5)).loss).toEqual(loss);
    other.restore({ ...state, step: state.step + 5 });
    expect((await other.train(5)).loss).not.toEqual(loss);
  });

  it('drops nothing when it only evaluates, also between training steps', async () => {
    const [engine, plain] = [await start(setupWith(0.3)), await start(setupWith(0))];
    const [training] = (await engine.train(1)).loss;
    plain.restore(await engine.checkpoint());
    expect(await engine.nextLoss()).toEqual(await plain.nextLoss());
    expect(await engine.score('guard')).toEqual(await plain.score('guard'));
    expect((await engine.train(1)).loss).not.toEqual((await plain.train(1)).loss);
    expect(training).not.toBe((await (await start(setupWith(0))).train(1)).loss[0]);
  });
});
