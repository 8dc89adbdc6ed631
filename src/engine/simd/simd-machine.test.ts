import { describe, expect, test } from 'vitest';
import { optimizerNames, type OptimizerName } from '../../core/model/optimizers.ts';
import { activationNames } from '../../core/model/model.ts';
import { cnn } from '../../core/model/networks/cnn.ts';
import { decoder } from '../../core/model/networks/transformer.ts';
import { currentWeights, type EngineSetup, type SnapshotId } from '../engine.ts';
import type { Machine } from '../host/machine.ts';
import { setupOf, smallSetup } from '../testing/setups.ts';
import { startSimdMachine } from './simd-machine.ts';
import { correctOf, plainPass, plainTraining, rowsIn } from './testing/plain.ts';

const f = Math.fround;

/** As in a run: rates that change, bias corrections that grow. */
function coefficientsOf(name: OptimizerName, steps: number, scale = 1): number[][] {
  const isAdam = name === 'adam' || name === 'adamw';
  return Array.from({ length: steps }, (_, s) =>
    [
      (scale * 0.1) / (1 + 0.1 * s),
      name === 'adamw' ? 0 : 0.01,
      isAdam ? 0.9 : s === 3 ? 0 : 0.8,
      0.1,
      0.99,
      0.01,
      1e-4,
      1 / (1 - 0.99 ** (s + 1)),
      name === 'adamw' ? 0.002 : 0,
    ].map(f),
  );
}

/** All replicas with the same coefficients. */
function train(
  machine: Machine,
  setup: EngineSetup,
  coefficients: readonly number[][],
): { loss: Float32Array; watched: Float32Array } {
  const { length } = setup.replicas;
  const loss = new Float32Array(coefficients.length * length);
  const watched = new Float32Array(loss.length * setup.watched.length);
  machine.train!(
    {
      step: 0,
      steps: coefficients.length,
      first: 0,
      end: length,
      coefficients: Float32Array.from(coefficients.flatMap((c) => setup.replicas.flatMap(() => c))),
    },
    loss,
    watched,
    0,
  );
  return { loss, watched };
}

async function compare(setup: EngineSetup, coefficients: readonly number[][]): Promise<void> {
  const machine = await startSimdMachine(setup);
  const { loss, watched } = train(machine, setup, coefficients);
  const { count } = setup.model.parameters;
  const weights = machine.read(currentWeights);
  setup.replicas.forEach((_, r) => {
    const wanted = plainTraining(setup, r, coefficients);
    const each = setup.replicas.length;
    expect(coefficients.map((_c, s) => loss[s * each + r])).toEqual(wanted.losses);
    expect([...weights.subarray(r * count, (r + 1) * count)]).toEqual(wanted.weights);
    machine.moments().forEach((moment, i) => {
      expect([...moment.subarray(r * count, (r + 1) * count)]).toEqual(wanted.moments[i]);
    });
    const width = setup.watched.length;
    wanted.seen.forEach((own, s) => {
      const at = (s * each + r) * width;
      expect([...watched.subarray(at, at + width)]).toEqual(own);
    });
  });
  machine.dispose();
}

describe('steps are those of the plain network, bit for bit', () => {
  test.each(optimizerNames)('%s', async (name) => {
    await compare(
      smallSetup({ widths: [3, 5, 4, 2], optimizer: { name } }, { batch: 6 }),
      coefficientsOf(name, 7),
    );
  });

  test.each(activationNames)('%s', async (activation) => {
    for (const loss of ['cross-entropy', 'squared-error'] as const)
      await compare(smallSetup({ widths: [2, 7, 6, 3], activation, loss }), coefficientsOf('sgd', 4));
  });

  test('of every small width and batch', async () => {
    for (let size = 1; size <= 9; size += 1) {
      const widths = [size, 1 + ((size * 4) % 9), 1 + ((size * 7) % 9), size];
      for (const batch of [0, size])
        await compare(
          smallSetup({ widths, ownData: true, examples: 10, seed: size }, { batch }),
          coefficientsOf('sgd', 3),
        );
    }
  });

  test.each([1e20, 1e-20, 3e-40, Infinity, NaN])('with weights times %d', async (scale) => {
    for (const activation of ['relu', 'tanh', 'sigmoid'] as const) {
      const setup = smallSetup({ widths: [3, 5, 6, 3], activation, learningRates: [1, 1] }, { batch: 5 });
      const weights = setup.weights.map((w) => w * scale);
      await compare({ ...setup, weights }, coefficientsOf('sgd', 4));
    }
  });
});

describe('a pass', () => {
  /** Longer than one part: 300 -> 130 -> 70 on 1,030 examples. */
  const long = smallSetup(
    { widths: [300, 130, 70], learningRates: [1], optimizer: { name: 'momentum' }, examples: 1030 },
    { batch: 1029 },
  );

  const image = { image: [1, 28, 28], filters: [8, 16], kernel: 3, head: [], outputs: 10 } as const;
  const many = { learningRates: [1], optimizer: { name: 'momentum' }, examples: 102 } as const;

  test.each([
    ['of a perceptron', long],
    [
      'of a convolutional network',
      setupOf(cnn({ ...image, halving: 'max', activation: 'relu' }, 'cross-entropy'), many, { batch: 101 }),
    ],
    [
      'of a decoder',
      setupOf(decoder({ context: 32, vocabulary: 64, width: 32, blocks: 2, heads: 2, tied: true }), many, {
        batch: 21,
      }),
    ],
  ])('%s in many parts is the same step as at once', async (_, setup) => {
    const [whole, divided] = [await startSimdMachine(setup), await startSimdMachine(setup)];
    const coefficients = coefficientsOf('momentum', 2);
    const { loss } = train(whole, setup, coefficients);
    for (const [step, c] of coefficients.entries()) {
      expect(divided.loadBatch(0, step)).toBe(setup.batch);
      const parts = divided.begin(0, true);
      expect(parts).toBeGreaterThan(4);
      for (let part = 0; part < parts; part += 1) divided.part(part);
      expect(divided.loss()).toBe(loss[step]);
      divided.update(0, Float32Array.from([0, 0, ...c]), 2);
    }
    expect(divided.read(currentWeights)).toEqual(whole.read(currentWeights));
    expect(divided.moments()).toEqual(whole.moments());
  });

  test('over a batch has the examples that training has, of each replica its own', async () => {
    const setup = smallSetup({ ownData: true, examples: 12 }, { batch: 5 });
    const [passing, training] = [await startSimdMachine(setup), await startSimdMachine(setup)];
    const { loss } = train(training, setup, coefficientsOf('sgd', 1));
    for (const r of [2, 0, 1]) {
      expect(passing.loadBatch(r, 0)).toBe(5);
      passing.begin(r, false);
      passing.part(0);
      expect(passing.loss()).toBe(loss[r]);
    }
  });

  test('forward leaves out what only a gradient needs', async () => {
    const machine = await startSimdMachine(long);
    machine.loadBatch(0, 0);
    expect(machine.begin(0, false)).toBeLessThan(machine.begin(0, true));
  });

  test('over a range of the pool, with combined weights, gives loss and number of correct predictions', async () => {
    const setup = smallSetup({ widths: [3, 9, 4], ownData: true, learningRates: [1, 1], examples: 300 });
    const machine = await startSimdMachine(setup);
    const { tensors, count } = setup.model.parameters;
    const terms = Array.from({ length: 2 * tensors.length }, (_, i) => [0.5 + i / 8, i / 16]);
    const mix = { snapshots: [currentWeights], rows: 1, coefficients: Float32Array.from(terms.flat()) };
    for (const [start, length] of [
      [0, 256],
      [7, 1],
      [599, 203],
      [1199, 1],
    ] as const) {
      machine.mix(mix, 0, 1);
      machine.loadRange(start, length);
      expect(machine.begin('mixed', false)).toBe(1);
      machine.part(0);
      const weights = tensors.flatMap(({ offset, length: own }, t) =>
        Array.from({ length: own }, (_, i) => {
          const [factor, constant] = terms[tensors.length + t]!.map(f);
          return f(constant! + factor! * setup.weights[count + offset + i]!);
        }),
      );
      const rows = Array.from({ length }, (_, b) => start + b);
      const { features, outputs } = setup.data;
      const targets = rowsIn(setup.data.targets, outputs, rows);
      const wanted = plainPass(setup, weights, rowsIn(setup.data.inputs, features, rows), targets);
      expect(machine.loss()).toBe(wanted.loss);
      expect(machine.correct()).toBe(correctOf(wanted.outputs, targets));
    }
  });
});

describe('weights', () => {
  const setup = smallSetup({ widths: [2, 3, 2], optimizer: { name: 'adam' } }, { batch: 4 });
  const others = setup.weights.map((w) => 1 + w);
  const [first, second] = [1, 2] as SnapshotId[];

  test('are stored, read, overwritten and released', async () => {
    const machine = await startSimdMachine(setup);
    machine.keep(first!, null);
    machine.keep(second!, others);
    machine.write(others);
    expect(machine.read(first!)).toEqual(setup.weights);
    expect(machine.read(second!)).toEqual(others);
    expect(machine.read(currentWeights)).toEqual(others);
    const { count } = setup.model.parameters;
    expect(machine.at(first!, 2, 5)).toBe(setup.weights[2 * count + 5]);
    machine.release(first!);
    expect(() => machine.read(first!)).toThrow('snapshot 1 was released');
    expect(() => machine.keep(first!, null)).not.toThrow();
  });

  test('adopted by one replica leave the others as they were, their moments too', async () => {
    const machine = await startSimdMachine(setup);
    train(machine, setup, coefficientsOf('adam', 3));
    const [weights, moments] = [machine.read(currentWeights), machine.moments()];
    const { count, tensors } = setup.model.parameters;
    const terms = setup.replicas.flatMap(() => tensors.flatMap(() => [2, 0.5]));
    machine.adopt({ snapshots: [currentWeights], rows: 1, coefficients: Float32Array.from(terms) }, 1);
    machine.zeroMoments(1);
    const own = (p: number): boolean => p >= count && p < 2 * count;
    expect(machine.read(currentWeights)).toEqual(weights.map((w, p) => (own(p) ? 2 * w + 0.5 : w)));
    expect(machine.moments()).toEqual(moments.map((moment) => moment.map((m, p) => (own(p) ? 0 : m))));
    machine.writeMoments(moments);
    expect(machine.moments()).toEqual(moments);
  });

  test('a burst of some replicas does not affect the others, and continues at any step', async () => {
    const [whole, parted] = [await startSimdMachine(setup), await startSimdMachine(setup)];
    const coefficients = coefficientsOf('adam', 6);
    const all = train(whole, setup, coefficients);
    const loss = new Float32Array(all.loss.length);
    const watched = new Float32Array(all.watched.length);
    const spans = [
      [0, 4, 0, 2],
      [0, 6, 2, 3],
      [4, 6, 0, 2],
    ] as const;
    for (const [from, to, start, end] of spans)
      parted.train!(
        {
          step: from,
          steps: to - from,
          first: start,
          end,
          coefficients: Float32Array.from(
            coefficients.slice(from, to).flatMap((c) => Array.from({ length: end - start }, () => c).flat()),
          ),
        },
        loss,
        watched,
        from,
      );
    expect({ loss, watched }).toEqual(all);
    expect(parted.read(currentWeights)).toEqual(whole.read(currentWeights));
  });

  test('many replicas and watched weights are trained in slices of a burst', async () => {
    const many = smallSetup(
      { widths: [20, 30, 10], learningRates: Array.from({ length: 40 }, () => 1), examples: 8 },
      { batch: 2, watched: Uint32Array.from({ length: 900 }, (_, p) => p) },
    );
    await compare(many, coefficientsOf('sgd', 9));
  });
});

test('a model with an operation without kernels is refused in plain words', async () => {
  const { model, ...rest } = smallSetup();
  const nodes = [...model.nodes, { op: 'unknown' as 'add', from: [2, 2], tensors: [] } as const];
  await expect(startSimdMachine({ ...rest, model: { ...model, nodes } })).rejects.toThrow(
    'no operation unknown',
  );
});
