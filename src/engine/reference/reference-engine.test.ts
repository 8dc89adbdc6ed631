import { describe, expect, test } from 'vitest';
import { syntheticPool } from '../../core/data/pool.ts';
import { modelFor } from '../../core/model/describe.ts';
import { initialiseWeights } from '../../core/model/initialise.ts';
import { optimizers, type OptimizerName } from '../../core/model/optimizers.ts';
import { defaultSpec, type ExperimentSpec } from '../../experiment/fields.ts';
import { checkSpec } from '../../experiment/spec.ts';
import type { Engine, EngineSetup, TrainBlock } from '../engine.ts';
import { startReferenceEngine } from './reference-engine.ts';
import golden from './run.golden.json';

const base: ExperimentSpec = { ...defaultSpec, samples: 32, layers: [4], seeds: [1, 2, 3] };

/**
 * The setup of an experiment with these values over that base: one replica per seed, with the given learning rates in
 * turn.
 */
function setupOf(values: Partial<ExperimentSpec>, rates: readonly number[] = []): EngineSetup {
  const spec: ExperimentSpec = { ...base, ...values };
  const model = modelFor(spec);
  const { count } = model.parameters;
  const weights = new Float32Array(spec.seeds.length * count);
  spec.seeds.forEach((seed, r) => {
    initialiseWeights(weights.subarray(r * count), model, spec.initializer, seed);
  });
  const { momentum, beta1, beta2, weightDecay, decayOf, clip } = spec;
  return {
    ...{ model, weights, batch: spec.batch, data: syntheticPool(spec) },
    optimizer: { name: spec.optimizer, beta1, beta2, weightDecay, decayOf, clip, epsilon: 1e-8 },
    replicas: spec.seeds.map((seed, dataSet) => {
      const schedule = { name: spec.schedule, steps: spec.steps };
      return { seed, dataSet, learningRate: rates[dataSet] ?? spec.learningRate, momentum, schedule };
    }),
    watched: Uint32Array.of(0, 5, count - 1),
  };
}

const start = (values: Partial<ExperimentSpec> = {}, rates: readonly number[] = []): Promise<Engine> =>
  startReferenceEngine(setupOf(values, rates));

/** A float array as its bits, so that NaN equals NaN and 0 differs from -0. */
const bits = (values: Float32Array): number[] => [...new Uint32Array(values.slice().buffer)];

/** Joins consecutive blocks. */
async function trainIn(engine: Engine, blocks: readonly number[]): Promise<TrainBlock> {
  const loss: number[] = [];
  const watched: number[] = [];
  for (const steps of blocks) {
    const block = await engine.train(steps);
    loss.push(...block.loss);
    watched.push(...block.watched);
  }
  return { loss: Float32Array.from(loss), watched: Float32Array.from(watched) };
}

/** All results of a run of 30 steps, as bits. */
async function trace(engine: Engine, blocks: readonly number[] = [30]): Promise<number[][]> {
  const { loss, watched } = await trainIn(engine, blocks);
  const { weights, moments } = await engine.checkpoint();
  return [loss, watched, weights, ...moments].map(bits);
}

const optimizerNames = Object.keys(optimizers) as OptimizerName[];
/** Every optimizer, with a schedule and mini-batches that leave a remainder. */
const busy = (optimizer: OptimizerName): Partial<ExperimentSpec> => ({
  ...{ optimizer, learningRate: 0.02, weightDecay: 0.01, schedule: 'cosine', steps: 40, batch: 12 },
});

describe('training', () => {
  test('reports the loss before each update', async () => {
    const engine = await start();
    const before = await engine.nextLoss();
    const { loss } = await engine.train(2);
    expect(bits(loss.slice(0, 3))).toEqual(bits(before));
    expect(loss[3]).toBeLessThan(loss[0]!);
  });

  test.each([0, 12])(
    'nextLoss is the first loss of the next block (batch %d), and trains nothing',
    async (batch) => {
      const engine = await start({ batch });
      for (let i = 0; i < 5; i += 1) {
        const { weights } = await engine.checkpoint();
        const next = await engine.nextLoss();
        expect(bits((await engine.checkpoint()).weights)).toEqual(bits(weights));
        expect(bits((await engine.train(1)).loss)).toEqual(bits(next));
      }
    },
  );

  test('records the watched weights after each update', async () => {
    const engine = await start();
    const { model, watched } = setupOf({});
    const rows: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      const block = await engine.train(1);
      const { weights } = await engine.checkpoint();
      rows.push(
        ...[0, 1, 2].flatMap((r) => [...watched].map((p) => weights[r * model.parameters.count + p]!)),
      );
      expect([...block.watched]).toEqual(rows.slice(-9));
    }
    const block = await (await start()).train(4);
    expect([...block.watched]).toEqual(rows);
  });

  test('blocks have one row a step', async () => {
    const engine = await start();
    const { loss, watched } = await engine.train(7);
    expect([loss.length, watched.length]).toEqual([7 * 3, 7 * 3 * 3]);
    const none = await engine.train(0);
    expect([none.loss.length, none.watched.length]).toEqual([0, 0]);
    expect((await engine.checkpoint()).step).toBe(7);
  });

  test('follows the schedule', async () => {
    const values = { schedule: 'step', steps: 4 } as const;
    const engine = await start(values);
    const plain = await start({ schedule: 'constant' });
    await engine.train(2);
    await plain.train(2);
    const before = (await plain.checkpoint()).weights;
    await engine.train(1);
    await plain.train(1);
    const [halved, whole] = [(await engine.checkpoint()).weights, (await plain.checkpoint()).weights];
    before.forEach((w, p) => {
      expect(halved[p]! - w).toBeCloseTo((whole[p]! - w) / 2, 6);
    });
  });

  test('leaves the setup’s weights as they were', async () => {
    const setup = setupOf({});
    const before = bits(setup.weights);
    await (await startReferenceEngine(setup)).train(3);
    expect(bits(setup.weights)).toEqual(before);
  });
});

describe.each(optimizerNames)('%s, bit for bit', (optimizer) => {
  const values = busy(optimizer);

  test('the same setup gives the same run', async () => {
    expect(await trace(await start(values))).toEqual(await trace(await start(values)));
  });

  test('without effect where nothing is clipped, nothing decays', async () => {
    const undecayed = { ...values, weightDecay: 0 };
    const plain = await trace(await start(undecayed));
    expect(await trace(await start({ ...undecayed, clip: 100, decayOf: 'kernels' }))).toEqual(plain);
    expect(await trace(await start({ ...undecayed, clip: 0.01 }))).not.toEqual(plain);
    expect(await trace(await start({ ...values, decayOf: 'kernels' }))).not.toEqual(
      await trace(await start(values)),
    );
  });

  test('the sizes of blocks do not matter', async () => {
    const whole = await trace(await start(values));
    expect(await trace(await start(values), [15, 15])).toEqual(whole);
    expect(await trace(await start(values), [1, 4, 0, 25])).toEqual(whole);
  });

  test('a checkpoint resumes, in the same engine and in another', async () => {
    const engine = await start(values);
    await engine.train(11);
    const state = await engine.checkpoint();
    const onward = await trace(engine);
    engine.restore(state);
    expect(await trace(engine)).toEqual(onward);
    const other = await start({ ...values, initializer: 'he' });
    other.restore(state);
    expect(await trace(other)).toEqual(onward);
    expect(state).toMatchObject({ step: 11, moments: { length: optimizers[optimizer].moments } });
  });
});

describe('replicas', () => {
  /** Losses and final weights of one replica, as bits. */
  async function runOf(setup: EngineSetup, replica: number): Promise<number[][]> {
    const engine = await startReferenceEngine(setup);
    const { loss } = await engine.train(25);
    const { weights, moments } = await engine.checkpoint();
    const { count: parameterCount } = setup.model.parameters;
    const own = (all: Float32Array): Float32Array =>
      all.slice(replica * parameterCount, (replica + 1) * parameterCount);
    const column = loss.filter((_, i) => i % setup.replicas.length === replica);
    return [column, own(weights), ...moments.map(own)].map(bits);
  }

  /** The setup with only some of its replicas, in the order given. */
  function only(setup: EngineSetup, chosen: readonly number[]): EngineSetup {
    const { count: parameterCount } = setup.model.parameters;
    const weights = chosen.flatMap((r) => [
      ...setup.weights.slice(r * parameterCount, (r + 1) * parameterCount),
    ]);
    return { ...setup, weights: Float32Array.from(weights), replicas: chosen.map((r) => setup.replicas[r]!) };
  }

  test.each(['sgd', 'adam'] as const)('run alone as they run together (%s)', async (optimizer) => {
    const setup = setupOf(busy(optimizer));
    for (const replica of [0, 1, 2])
      expect(await runOf(setup, replica)).toEqual(await runOf(only(setup, [replica]), 0));
  });

  test('do not see how many others there are, nor in which order', async () => {
    const setup = setupOf(busy('adam'));
    const alone = await runOf(setup, 1);
    expect(await runOf(only(setup, [2, 0, 1]), 2)).toEqual(alone);
    expect(await runOf(only(setup, [1, 1, 1, 0, 2, 2]), 0)).toEqual(alone);
    expect(await runOf(only(setup, [1, 1, 1, 0, 2, 2]), 2)).toEqual(alone);
  });

  test('of one seed see the same batches: with equal rates they stay equal', async () => {
    const setup = only(setupOf(busy('nesterov')), [0, 0]);
    expect(await runOf(setup, 0)).toEqual(await runOf(setup, 1));
  });

  test.each<[string, (setup: EngineSetup) => EngineSetup]>([
    ['a weight of NaN', (setup) => ({ ...setup, weights: setup.weights.with(3, NaN) })],
    ['a weight of Infinity', (setup) => ({ ...setup, weights: setup.weights.with(3, Infinity) })],
    [
      'an exploding learning rate',
      (setup) => ({
        ...setup,
        replicas: setup.replicas.map((r, i) => (i === 0 ? { ...r, learningRate: 1e30 } : r)),
      }),
    ],
  ])('are not disturbed by %s in another one', async (_, spoil) => {
    for (const activation of ['tanh', 'relu'] as const) {
      const setup = setupOf({ ...busy('adam'), activation });
      const spoilt = spoil(setup);
      const first = await runOf(spoilt, 0);
      expect(first).not.toEqual(await runOf(setup, 0));
      for (const replica of [1, 2]) expect(await runOf(spoilt, replica)).toEqual(await runOf(setup, replica));
    }
  });

  test('a spoilt one says so by its loss', async () => {
    const setup = setupOf({ learningRate: 0.1 });
    const engine = await startReferenceEngine({ ...setup, weights: setup.weights.with(3, NaN) });
    const { loss } = await engine.train(2);
    expect([...loss].map(Number.isFinite)).toEqual([false, true, true, false, true, true]);
    const { loss: held } = await engine.score('test');
    expect([...held].map(Number.isFinite)).toEqual([false, true, true]);
  });

  test('have separate learning rates', async () => {
    const [slow, fast] = [await start({}, [0.1, 0.1, 0.1]), await start({}, [0.1, 0.4, 0.1])];
    const [a, b] = [(await slow.train(5)).loss, (await fast.train(5)).loss];
    expect([...a].map((loss, i) => loss === b[i])).toEqual(
      Array.from({ length: 15 }, (_, i) => i < 3 || i % 3 !== 1),
    );
  });
});

/** The bits that every machine must give. Changing them changes every run that was ever published. */
describe('golden runs', () => {
  test.each(golden)('$name', async ({ values, losses }) => {
    const engine = await start(checkSpec(values, base).spec);
    const { loss } = await engine.train(101);
    const found = Object.fromEntries(
      Object.keys(losses).map((step) => [step, [...loss.slice(3 * Number(step), 3 * Number(step) + 3)]]),
    );
    expect(found).toEqual(losses);
  });
});
