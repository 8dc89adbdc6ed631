/** Every kernel by itself, against plain TypeScript, bit for bit. */
import { describe, expect, test } from 'vitest';
import { BatchOrder } from '../../../core/batches.ts';
import { layoutOf, tensorAt, type ParameterLayout } from '../../../core/model/layout.ts';
import { activationNames } from '../../../core/model/model.ts';
import { optimizerNames } from '../../../core/model/optimizers.ts';
import { exp32, log32 } from '../../../core/numeric/float32.ts';
import { randomStream } from '../../../core/rng.ts';
import { v128 } from '../assembler/instructions.ts';
import {
  activations,
  correctOf,
  denseForward,
  denseGradient,
  denseInputGradient,
  losses,
  plainClip,
  plainUpdate,
  type Rows,
} from '../testing/plain.ts';
import { awkward, runStages, Workbench } from '../testing/workbench.ts';
import { activate } from './elementwise/activate.ts';
import { dense } from './dense.ts';
import { exponentials, logarithms } from './functions.ts';
import { gatherKernel } from './gather.ts';
import type { Body, Constants, Local } from './kernel.ts';
import { correctKernel } from './correct.ts';
import { lossStage } from './losses.ts';
import { shuffleKernel } from './order.ts';
import { updateKernel } from './update.ts';

const f = Math.fround;
const random = randomStream(3, 'data');
const drawn = (length: number, scale = 1): number[] =>
  Array.from({ length }, () => f(scale * random.normal()));
const drawnRows = (count: number, width: number, scale = 1): Rows =>
  Array.from({ length: count }, () => drawn(width, scale));
/** Special numbers in a cycle that starts elsewhere in every row. */
const awkwardRows = (count: number, width: number): Rows =>
  Array.from({ length: count }, (_, b) =>
    Array.from({ length: width }, (_value, i) => awkward[(7 * b + i) % awkward.length]!),
  );
const sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9];

describe('functions, at 20,000 points and at awkward ones', () => {
  const apply = (
    compute: (body: Body, c: Constants, vectors: readonly Local<'v128'>[]) => readonly Local<'v128'>[],
    values: readonly number[],
  ): number[] => {
    const bench = new Workbench();
    const at = bench.put(values);
    bench.assembler.kernel('apply', 2, (body, from, end) => {
      body.loop(from, end, 32, () => {
        const vectors = [0, 16].map((offset) => body.v128(v128.load(from, offset)));
        for (const [i, result] of compute(body, bench.workshop.constants, vectors).entries())
          body.do(v128.store(from, result, 16 * i));
      });
    });
    bench.start()['apply']!(at, at + 4 * values.length);
    return bench.numbers(at, values.length);
  };
  const eights = (values: readonly number[]): number[] => [
    ...values,
    ...Array.from({ length: 8 - (values.length % 8) }, () => 1),
  ];

  test('exp', () => {
    const values = eights([...awkward, ...drawn(20_000, 40)]);
    const found = apply((body, c, vectors) => {
      exponentials(body, c, vectors);
      return vectors;
    }, values);
    expect(found).toEqual(values.map(exp32));
  });

  test('log', () => {
    const values = eights([NaN, Infinity, 1, 1.1754944e-38, ...drawn(20_000, 40).map(exp32)].map(f));
    expect(apply(logarithms, values)).toEqual(values.map(log32));
  });
});

describe('dense layers', () => {
  const compare = (x: Rows, d: Rows, weights: readonly number[]): void => {
    const [inputs, outputs, count] = [x[0]!.length, d[0]!.length, x.length];
    const bench = new Workbench(count);
    const place = {
      name: 'dense',
      tensors: [
        { offset: 0, shape: [outputs, inputs] },
        { offset: inputs * outputs, shape: [outputs] },
      ],
      adds: [false, false],
      shape: [outputs],
      fromShapes: [[inputs]],
      from: [bench.panels(inputs, count)],
      values: bench.panels(outputs, count),
      fromDeltas: [{ ...bench.panels(inputs, count), adds: false }],
      deltas: bench.panels(outputs, count),
    };
    const stages = dense(bench.workshop, place);
    const kernels = bench.start();
    const at = bench.put(weights);
    for (const size of [2, 1024]) {
      bench.fill(place.from[0]!, x);
      bench.fill(place.deltas, d);
      runStages(kernels, stages.forward, at, count, size);
      expect(bench.rows(place.values, count)).toEqual(denseForward(x, weights, outputs));
      runStages(kernels, stages.backward, at, count, size);
      expect(bench.rows(place.fromDeltas[0]!, count)).toEqual(denseInputGradient(d, weights, inputs));
      expect(bench.numbers(bench.workshop.gradient, weights.length)).toEqual(denseGradient(d, x));
    }
  };

  test.each(sizes)('of %d inputs', (inputs) => {
    for (const outputs of sizes) {
      const count = 1 + ((inputs * 5 + outputs * 3) % 17);
      compare(drawnRows(count, inputs), drawnRows(count, outputs), drawn((inputs + 1) * outputs));
    }
  });

  test('on every number of examples up to 17, wide ones too', () => {
    for (let count = 1; count <= 17; count += 1)
      compare(drawnRows(count, 37), drawnRows(count, 22), drawn(38 * 22));
  });

  test('on batches of several blocks, and of widths with room between panels', () => {
    for (const count of [256, 257, 259, 515, 768])
      compare(drawnRows(count, 9), drawnRows(count, 7), drawn(70));
    compare(drawnRows(9, 64), drawnRows(9, 128), drawn(65 * 128));
    compare(drawnRows(300, 64), drawnRows(300, 3), drawn(65 * 3));
  });

  test('with numbers that overflow, vanish or are none', () => {
    for (const scale of [1e20, 1e30, 1e-22, 1e-38])
      compare(drawnRows(5, 6, scale), drawnRows(5, 5, scale), drawn(7 * 5, scale));
    compare(awkwardRows(7, 9), drawnRows(7, 6), drawn(60));
    compare(drawnRows(7, 9), awkwardRows(7, 6), drawn(60));
    compare(drawnRows(7, 9), drawnRows(7, 6), awkwardRows(1, 60)[0]!);
  });
});

describe.each(activationNames)('%s', (name) => {
  test.each([
    ['in place', true],
    ['elsewhere', false],
  ])('%s', (_, inPlace) => {
    for (const features of [...sizes, 64]) {
      const count = 1 + ((5 * features) % 19);
      for (const z of [drawnRows(count, features, 3), awkwardRows(count, features)]) {
        const bench = new Workbench();
        const [below, deltasBelow] = [bench.panels(features, count), bench.panels(features, count)];
        const values = inPlace ? below : bench.panels(features, count);
        const deltas = inPlace ? deltasBelow : bench.panels(features, count);
        const place = {
          ...{
            name,
            tensors: [],
            adds: [],
            shape: [features],
            fromShapes: [[features]],
            from: [below],
            values,
            deltas,
          },
          fromDeltas: [{ ...deltasBelow, adds: false }],
        };
        const stages = activate(bench.workshop, place, name);
        const kernels = bench.start();
        const d = awkwardRows(count + 3, features).slice(3);
        bench.fill(below, z);
        bench.fill(deltas, d);
        runStages(kernels, stages.forward, 0, count);
        runStages(kernels, stages.backward, 0, count);
        const { of, slope } = activations[name];
        const wanted = z.map((row) => row.map(of));
        expect(bench.rows(values, count)).toEqual(wanted);
        expect(bench.rows(deltasBelow, count)).toEqual(
          wanted.map((row, b) => row.map((a, i) => slope(d[b]![i]!, a))),
        );
      }
    }
  });
});

describe.each(['cross-entropy', 'squared-error'] as const)('%s', (name) => {
  const compare = (z: Rows, t: Rows): void => {
    const [width, count] = [z[0]!.length, z.length];
    const bench = new Workbench();
    const places = {
      outputs: bench.panels(width, count),
      targets: bench.panels(width, count),
      deltas: bench.panels(width, count),
    };
    const stage = lossStage(bench.workshop, name, places);
    const correct = bench.place(4);
    correctKernel(bench.workshop, name, places, correct);
    const kernels = bench.start();
    bench.fill(places.outputs, z);
    bench.fill(places.targets, t);
    runStages(kernels, [stage], 0, count);
    const wanted = losses[name](z, t);
    expect(bench.numbers(bench.workshop.loss, 1)).toEqual([wanted.loss]);
    expect(bench.rows(places.deltas, count)).toEqual(wanted.d);
    kernels['correct']!(count);
    expect(bench.words[correct / 4]).toBe(correctOf(z, t));
  };

  test('of every number of outputs and examples up to 9', () => {
    for (const width of [...sizes, 64])
      for (const count of [...sizes, 33]) {
        const t = Array.from({ length: count }, (_, b) =>
          Array.from({ length: width }, (_value, o) => (o === (3 * b) % width ? 1 : 0)),
        );
        compare(drawnRows(count, width, 5), name === 'cross-entropy' ? t : drawnRows(count, width));
      }
  });

  test('summed in float64, lanes 0 and 2, then 1 and 3', () => {
    // Terms that cancel only in this order.
    const large = [1e20, 3, -1e20, 5].map(f);
    if (name === 'cross-entropy')
      compare(
        large.map(() => [0, -1]),
        large.map((t) => [0, t]),
      );
    else
      compare(
        Array.from({ length: 4_000 }, (_, b) => [b % 4 === 0 ? 8192 : 1 + b / 1e4].map(f)),
        Array.from({ length: 4_000 }, () => [0]),
      );
  });

  test('of outputs that overflow, are equal or are none', () => {
    for (const width of [1, 2, 3, 10]) {
      compare(awkwardRows(9, width), drawnRows(9, width));
      compare(drawnRows(9, width, 1e20), drawnRows(9, width));
      compare(
        drawnRows(9, width).map((row) => row.map(() => 2)),
        awkwardRows(9, width),
      );
    }
  });
});

/** A kernel alone if one size is given; else kernels and biases of these sizes in turn. */
const kernelsAndBiases = (...sizesOf: readonly number[]): ParameterLayout =>
  layoutOf(
    sizesOf.map((size, i) => {
      const role = i % 2 === 0 ? 'kernel' : 'bias';
      return { name: `layer${i}.${role}`, role, block: 1, shape: [size] };
    }),
  );

describe('updates', () => {
  test.each(optimizerNames)('%s, clipped, with decay of kernels of any length', (name) => {
    for (const sizesOf of [[1], [3, 1], [4, 4, 8], [2, 3, 9, 1, 1, 1], [5, 6, 16, 13, 3]]) {
      const bench = new Workbench();
      const layout = kernelsAndBiases(...sizesOf);
      const { count, tensors } = layout;
      const isKernel = (p: number): boolean => tensors[tensorAt(layout, p)]!.role === 'kernel';
      updateKernel(bench.workshop, { name, decayOf: 'kernels', clip: 0.75 }, layout);
      const kernels = bench.start();
      const gradients = [
        drawn(count),
        drawn(count, 1e-3),
        drawn(count, 1e25),
        [...awkwardRows(1, count)[0]!],
      ];
      const weights = drawn(count);
      const moments = [drawn(count).map(Math.abs), drawn(count).map(Math.abs)];
      const at = [weights, ...moments].map((values) => bench.put(values));
      for (const gradient of gradients) {
        const c = [0.1, 0.3, 0.9, 0.1, 0.99, 0.01, 1e-7, 1.5, 0.2].map(f);
        bench.floats.set(gradient, bench.workshop.gradient / 4);
        kernels[name]!(...at, bench.put(c));
        plainUpdate(name, weights, moments, plainClip(gradient, 0.75), c, isKernel);
        expect(at.map((address) => bench.numbers(address, count))).toEqual([weights, ...moments]);
      }
    }
  });

  test.each(optimizerNames)('%s', (name) => {
    for (const [count, share] of [
      [1, 0.9],
      [3, 0],
      [4, 0.5],
      [37, 0.9],
    ] as const) {
      const bench = new Workbench();
      updateKernel(bench.workshop, { name, decayOf: 'all', clip: 0 }, kernelsAndBiases(count));
      const kernels = bench.start();
      const gradients = [
        drawn(count),
        drawn(count, 1e20),
        Array.from(awkwardRows(1, count)[0]!),
        drawn(count),
      ];
      const weights = drawn(count);
      const moments = [drawn(count).map(Math.abs), drawn(count).map(Math.abs)];
      const at = [weights, ...moments].map((values) => bench.put(values));
      for (const [step, gradient] of gradients.entries()) {
        const c = [0.1, 0.01, share, 0.1, 0.99, 0.01, 1e-7, 1 / (1 - 0.99 ** (step + 1)), 0.02].map(f);
        bench.floats.set(gradient, bench.workshop.gradient / 4);
        kernels[name]!(...at, bench.put(c));
        plainUpdate(name, weights, moments, gradient, c);
        expect(at.map((address) => bench.numbers(address, count))).toEqual([weights, ...moments]);
      }
    }
  });
});

describe('examples', () => {
  test('are gathered by their row numbers, with zeros behind the last', () => {
    for (const features of [...sizes, 37, 64]) {
      for (const count of [...sizes, 12]) {
        const bench = new Workbench();
        const to = bench.panels(features, count);
        gatherKernel(bench.assembler, 'gather', to);
        const values = drawn(20 * features);
        const rows = Array.from({ length: count }, (_, b) => (7 * b + 3) % 20);
        const at = bench.place(4 * count + 16);
        bench.words.fill(0, at / 4, at / 4 + count + 4);
        bench.words.set(rows, at / 4);
        bench.start()['gather']!(at, bench.put(values), count);
        const padded = 4 * Math.ceil(count / 4);
        expect(bench.rows(to, padded)).toEqual(
          Array.from({ length: padded }, (_, b) =>
            b < count
              ? values.slice(rows[b]! * features, (rows[b]! + 1) * features)
              : Array.from({ length: features }, () => 0),
          ),
        );
      }
    }
  });

  test.each([1, 2, 3, 8, 9, 10, 100, 1000])('%d are shuffled as the batch order says', (examples) => {
    const bench = new Workbench();
    shuffleKernel(bench.assembler, bench.place(32));
    const kernels = bench.start();
    const at = bench.place(4 * examples + 4);
    bench.words[at / 4 + examples] = 77;
    for (const [seed, epoch] of [
      [1, 0],
      [1, 1],
      [4_000_000_000, 3],
      [0, 123_456],
    ] as const) {
      kernels['shuffle']!(at, examples, seed, epoch);
      // One batch is an epoch.
      const wanted = new BatchOrder({ examples, batch: examples }, seed).at(epoch);
      expect([...bench.words.subarray(at / 4, at / 4 + examples)]).toEqual([...wanted]);
    }
    expect(bench.words[at / 4 + examples]).toBe(77);
  });
});
