/** The simd engine gives the bits of the reference engine for any calls, divided into any number of parts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { mlp } from '../../core/model/mlp.ts';
import { activationNames } from '../../core/model/model.ts';
import { optimizerNames } from '../../core/model/optimizers.ts';
import { decoder, encoder } from '../../core/model/networks/transformer.ts';
import { convolutional, tangled } from '../../core/model/testing/networks.ts';
import { randomStream } from '../../core/rng.ts';
import { currentWeights, type Engine, type EngineSetup, type Mix } from '../engine.ts';
import { startReferenceEngine } from '../reference/reference-engine.ts';
import { inThisThread } from '../sharded/shard.ts';
import { startShardedEngine } from '../sharded/sharded-engine.ts';
import { dropoutCases, modelCases, trajectoryCases } from '../testing/cases.ts';
import { digestOfRun, jumpRun, jumpSetup } from '../testing/jump-run.ts';
import { setupOf } from '../testing/setups.ts';
import { startSimdEngine } from './simd-engine.ts';

/** Widths that suit the kernels, and widths that do not. */
const width = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 10 }) },
  fc.integer({ min: 11, max: 37 }),
);

/** A perceptron, a convolutional network or a transformer. */
const models = fc.oneof(
  fc
    .record({
      widths: fc.array(width, { minLength: 2, maxLength: 5 }),
      activation: fc.constantFrom(...activationNames),
      loss: fc.constantFrom('cross-entropy', 'squared-error'),
    })
    .map(({ widths, activation, loss }) => mlp(widths, activation, loss)),
  fc
    .record({
      input: fc.tuple(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 4, max: 9 }),
        fc.integer({ min: 4, max: 9 }),
      ),
      layers: fc.array(
        fc.record({
          filters: fc.integer({ min: 1, max: 6 }),
          size: fc.constantFrom(1, 3, 3, 5, 7),
          stride: fc.constantFrom(1, 1, 2, 3),
          pool: fc.constantFrom(1, 2, 2, 3),
        }),
        { minLength: 1, maxLength: 2 },
      ),
      kind: fc.constantFrom('max', 'mean'),
      activation: fc.constantFrom(...activationNames),
      outputs: fc.integer({ min: 1, max: 5 }),
      dropout: fc.constantFrom(0, 0.3),
    })
    .map(convolutional),
  fc
    .record({
      context: fc.integer({ min: 1, max: 9 }),
      vocabulary: fc.integer({ min: 1, max: 9 }),
      heads: fc.integer({ min: 1, max: 3 }),
      perHead: fc.integer({ min: 1, max: 6 }),
      blocks: fc.integer({ min: 1, max: 2 }),
      tied: fc.boolean(),
      dropout: fc.constantFrom(0, 0, 0.1, 0.9),
      classes: fc.integer({ min: 1, max: 5 }),
      kind: fc.constantFrom('decoder', 'first', 'mean'),
    })
    .map(({ kind, perHead, ...choice }) => {
      const shape = { ...choice, width: choice.heads * perHead };
      return kind === 'decoder' ? decoder(shape) : encoder({ ...shape, readout: kind });
    }),
  fc.tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom(3, 4, 16)).map((sides) => tangled(...sides)),
);

const setups = fc
  .record({
    model: models,
    optimizer: fc.record({
      name: fc.constantFrom(...optimizerNames),
      weightDecay: fc.constantFrom(0, 0.01),
      decayOf: fc.constantFrom('all', 'kernels'),
      clip: fc.constantFrom(0, 0, 0.1, 1e9),
      epsilon: fc.constantFrom(1e-8, 1e-3),
    }),
    examples: fc.integer({ min: 1, max: 40 }).map((half) => 2 * half),
    batch: fc.integer({ min: 0, max: 40 }),
    rate: fc.constantFrom(0.001, 0.1, 3, 1e12),
    momenta: fc.array(fc.constantFrom(0, 0.5, 0.9), { minLength: 1, maxLength: 5 }),
    /** Scales of the initial weights: some overflow during the pass, some are so small that products vanish. */
    scale: fc.constantFrom(1, 1, 1, 1e-20, 1e-38, 1e20),
    ownData: fc.boolean(),
    schedule: fc.constantFrom('constant', 'cosine', 'step'),
    warmup: fc.constantFrom(0, 4),
    seed: fc.integer({ min: 0, max: 1e6 }),
  })
  .map(({ model, rate, scale, batch, schedule, warmup, ...choice }): EngineSetup => {
    const learningRates = choice.momenta.map((_, r) => rate * (1 + r));
    const setup = setupOf(
      model,
      { ...choice, learningRates, schedule: { name: schedule, steps: 9, warmup } },
      { batch: Math.min(batch, choice.examples) },
    );
    return { ...setup, weights: setup.weights.map((weight) => scale * weight) };
  });

/** Every answer of an engine, in order, and finally its state. */
async function answersOf(engine: Engine, { model, replicas, data }: EngineSetup): Promise<unknown[]> {
  const random = randomStream(data.inputs.length, 'data');
  const { tensors, count } = model.parameters;
  const answers: unknown[] = [await engine.train(3), await engine.nextLoss()];
  const first = engine.snapshot();
  answers.push(await engine.train(4));
  const second = engine.load(Float32Array.from({ length: replicas.length * count }, () => random.normal()));
  const snapshots = [first, currentWeights, second];
  const mix: Mix = {
    snapshots,
    rows: 2,
    coefficients: Float32Array.from({ length: 2 * replicas.length * tensors.length * 4 }, () =>
      random.below(4) === 0 ? 0 : random.normal(),
    ),
  };
  const some = replicas.map((_, r) => r % 2 === 0);
  for (const columns of [1, 2, 3, 4])
    answers.push(
      await engine.gram(
        {
          snapshots,
          count: columns,
          coefficients: Float64Array.from(
            { length: columns * 4 },
            () => random.below(3) - 1 + random.uniform(),
          ),
        },
        columns === 3 ? some : undefined,
      ),
    );
  answers.push(await engine.meanAbsolute(mix), await engine.meanAbsolute(mix, some));
  answers.push(await engine.lossOf(mix, 'guard', some));
  answers.push(await engine.score('test'), await engine.score('train'));
  const middle = await engine.checkpoint();
  engine.adopt(mix, some, { state: 'reset', advance: replicas.map((_, r) => r) });
  answers.push(await engine.train(2), await engine.sample(snapshots, Uint32Array.of(count - 1, 0)));
  engine.adopt(mix, some, { state: 'zero-moments', advance: null });
  engine.release(first);
  answers.push(await engine.train(5));
  const again = engine.snapshot();
  engine.restore(middle);
  answers.push(await engine.train(3), await engine.sample([again], Uint32Array.of(0)));
  answers.push(await engine.checkpoint());
  engine.dispose();
  return answers;
}

/** As text that distinguishes all bits, except those of NaN. */
const bitsOf = (answers: unknown): string =>
  JSON.stringify(answers, (_, value: unknown) =>
    value instanceof Float32Array || value instanceof Float64Array
      ? Array.from(value, (number) => (Object.is(number, -0) ? '-0' : String(number)))
      : value,
  );

describe('the simd engine has the bits of the reference engine', () => {
  test(
    'for any model, optimizer, batch and size, and in any number of parts',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(setups, fc.integer({ min: 1, max: 9 }), async (setup, parts) => {
          const wanted = bitsOf(await answersOf(await startReferenceEngine(setup), setup));
          expect(bitsOf(await answersOf(await startSimdEngine(setup), setup))).toBe(wanted);
          const divided = inThisThread((own) => startSimdEngine(own, 3000));
          const sharded = await startShardedEngine(setup, divided, parts);
          expect(bitsOf(await answersOf(sharded, setup))).toBe(wanted);
        }),
        { numRuns: 60 },
      );
    },
  );

  test('however its calls are divided', async () => {
    const whole = digestOfRun(await jumpRun(await startReferenceEngine(jumpSetup), jumpSetup));
    expect(digestOfRun(await jumpRun(await startSimdEngine(jumpSetup), jumpSetup))).toBe(whole);
    expect(digestOfRun(await jumpRun(await startSimdEngine(jumpSetup, 3000), jumpSetup))).toBe(whole);
  });

  test.each(Object.entries({ ...trajectoryCases, ...modelCases, ...dropoutCases }))(
    'over 100 steps: %s',
    async (_, setup) => {
      const blocks = [];
      for (const engine of [await startReferenceEngine(setup), await startSimdEngine(setup)]) {
        blocks.push(bitsOf([await engine.train(100), await engine.checkpoint()]));
        engine.dispose();
      }
      expect(blocks[1]).toBe(blocks[0]);
    },
  );
});
