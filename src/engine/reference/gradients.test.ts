import { describe, expect, test } from 'vitest';
import type { LossName } from '../../core/data/data-set.ts';
import { correctCount, lossShape, softmaxCrossEntropy, squaredError } from '../../core/model/losses.ts';
import { mlp, perceptronOf, type Perceptron } from '../../core/model/mlp.ts';
import { activationNames, type ActivationName } from '../../core/model/model.ts';
import { activationRows } from '../../core/model/ops/activate.ts';
import { randomStream } from '../../core/rng.ts';
import type { EngineSetup } from '../engine.ts';
import { startReferenceEngine } from './reference-engine.ts';

const examples = 7;

/** One replica at learning rate 1, so that a step of gradient descent equals the gradient. */
function smallSetup(widths: readonly number[], activation: ActivationName, loss: LossName): EngineSetup {
  const model = mlp(widths, activation, loss);
  const random = randomStream(11, 'data');
  const [features, outputs] = [widths[0]!, widths.at(-1)!];
  const targets = Float32Array.from({ length: examples * outputs }, () => random.normal());
  if (loss === 'cross-entropy') {
    targets.fill(0);
    for (let row = 0; row < examples; row += 1) targets[row * outputs + random.below(outputs)] = 1;
  }
  const range = { start: 0, count: examples };
  return {
    model,
    optimizer: { name: 'sgd', beta1: 0, beta2: 0, epsilon: 0, weightDecay: 0, decayOf: 'all', clip: 0 },
    batch: 0,
    data: {
      ...{ features, outputs, targets },
      inputs: Float32Array.from({ length: examples * features }, () => random.normal()),
      sets: [{ train: range, guard: range, test: range }],
    },
    replicas: [
      { seed: 1, dataSet: 0, learningRate: 1, momentum: 0, schedule: { name: 'constant', steps: 100 } },
    ],
    weights: Float32Array.from({ length: model.parameters.count }, () => 0.6 * random.normal()),
    watched: new Uint32Array(0),
  };
}

const values: Record<ActivationName, (z: number) => number> = {
  tanh: Math.tanh,
  relu: (z) => Math.max(0, z),
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  linear: (z) => z,
};

/** The mean loss, one example after another, in float64 and with the functions of Math. */
function naiveLoss({ model, data }: EngineSetup, weights: ArrayLike<number>): number {
  const { features, outputs } = data;
  const { layers, activation } = perceptronOf(model) as Perceptron;
  let total = 0;
  for (let row = 0; row < examples; row += 1) {
    let signal = [...data.inputs.subarray(row * features, (row + 1) * features)];
    layers.forEach(({ inputs, kernel, bias, outputs: width }, l) => {
      const sums = Array.from({ length: width }, (_, o) =>
        signal.reduce(
          (sum, x, i) => sum + weights[kernel.offset + o * inputs + i]! * x,
          weights[bias.offset + o]!,
        ),
      );
      signal = l === layers.length - 1 ? sums : sums.map(values[activation]);
    });
    const wanted = data.targets.subarray(row * outputs, (row + 1) * outputs);
    total +=
      model.loss === 'squared-error'
        ? signal.reduce((sum, y, o) => sum + (y - wanted[o]!) ** 2, 0) / outputs
        : Math.log(signal.reduce((sum, y) => sum + Math.exp(y), 0)) - signal[wanted.indexOf(1)]!;
  }
  return total / examples;
}

const nets: readonly (readonly number[])[] = [
  [3, 2],
  [2, 5, 3],
  [6, 4, 9, 2],
];
const cases = nets.flatMap((widths) =>
  (Object.keys(values) as ActivationName[]).flatMap((activation) =>
    (['cross-entropy', 'squared-error'] as const).map(
      (loss) => [widths.join('-'), activation, loss] as const,
    ),
  ),
);

describe('gradients', () => {
  test.each(cases)(
    '%s, %s, %s: one step is the central difference of the loss',
    async (net, activation, loss) => {
      const setup = smallSetup(net.split('-').map(Number), activation, loss);
      const engine = await startReferenceEngine(setup);
      const block = await engine.train(1);
      expect(block.loss[0]! / naiveLoss(setup, setup.weights)).toBeCloseTo(1, 6);

      const { weights } = await engine.checkpoint();
      const shifted = Float64Array.from(setup.weights);
      const h = 1e-5;
      let largest = 0;
      setup.weights.forEach((w, p) => {
        const at = (x: number): number => {
          shifted[p] = x;
          return naiveLoss(setup, shifted);
        };
        const truth = (at(w + h) - at(w - h)) / (2 * h);
        shifted[p] = w;
        largest = Math.max(largest, Math.abs(truth));
        expect(Math.abs(w - weights[p]! - truth)).toBeLessThan(2e-6);
      });
      expect(largest).toBeGreaterThan(0.01);
    },
  );
});

describe('activations', () => {
  const apply = (name: ActivationName, ...z: number[]): number[] => {
    const rows = Float32Array.from([...z, 7]);
    activationRows[name].apply(rows, z.length);
    expect(rows.at(-1)).toBe(7);
    return [...rows.subarray(0, z.length)];
  };

  test.each([
    ['tanh', [-0.9640275801, 0, 0.4621171573]],
    ['relu', [0, 0, 0.5]],
    ['sigmoid', [0.119202922, 0.5, 0.6224593312]],
    ['linear', [-2, 0, 0.5]],
  ] as const)('%s at -2, 0 and ½, in float32', (name, wanted) => {
    expect(apply(name, -2, 0, 0.5)).toEqual(wanted.map((value) => expect.closeTo(value, 7) as number));
    expect(apply(name, 0.1, 0.7)).toEqual(apply(name, 0.1, 0.7).map(Math.fround));
  });

  test.each(activationNames)('%s: its slope is its derivative', (name) => {
    const h = 1e-5;
    for (const z of [-3, -1.1, -0.2, 0.3, 0.9, 2.5]) {
      const delta = Float32Array.of(2, 7);
      activationRows[name].scaleBySlope(delta, Float32Array.of(...apply(name, z)), 1);
      const slope = (values[name](z + h) - values[name](z - h)) / (2 * h);
      expect([...delta]).toEqual([expect.closeTo(2 * slope, 6), 7]);
    }
  });

  test.each(activationNames)('%s: NaN stays NaN, so that it is seen', (name) => {
    expect(apply(name, NaN)).toEqual([NaN]);
  });

  test.each(activationNames)('%s: over rows as defined', (name) => {
    const z = [-30, -2.5, -0.3, 0, 1e-3, 0.7, 4, 30];
    expect(apply(name, ...z)).toEqual(z.map((value) => expect.closeTo(values[name](value), 6) as number));
  });

  test('sigmoid saturates without overflow', () => {
    expect(apply('sigmoid', -1e9, 1e9)).toEqual([expect.closeTo(0, 30), 1]);
  });
});

describe('softmax cross-entropy', () => {
  /** [output, example] outputs and one-hot targets. */
  function lossOf(outputs: readonly number[], targets: readonly number[], width: number) {
    const gradient = new Float32Array(outputs.length);
    const count = outputs.length / width;
    const loss = softmaxCrossEntropy(
      Float32Array.from(outputs),
      Float32Array.from(targets),
      gradient,
      width,
      count,
    );
    return { loss, gradient: [...gradient] };
  }

  test('of equal outputs is the logarithm of their number', () => {
    const { loss, gradient } = lossOf([0, 0, 0, 0], [1, 0, 0, 0], 4);
    expect(loss).toBeCloseTo(1.3862943611, 7);
    expect(gradient).toEqual([-0.75, 0.25, 0.25, 0.25]);
  });

  test('by hand: two examples, outputs (ln 3, 0) and (0, ln 4), both of class 0', () => {
    // Softmax (3/4, 1/4) and (1/5, 4/5): the loss is (ln 4/3 + ln 5) / 2 = .9485600; gradients are halved by the mean.
    const { loss, gradient } = lossOf([Math.log(3), 0, 0, Math.log(4)], [1, 1, 0, 0], 2);
    expect(loss).toBeCloseTo(0.94856, 6);
    [-0.125, -0.4, 0.125, 0.4].forEach((g, i) => {
      expect(gradient[i]).toBeCloseTo(g, 7);
    });
  });

  test('does not overflow', () => {
    const none = expect.closeTo(0, 30) as number;
    expect(lossOf([1e30, 0], [1, 0], 2)).toEqual({ loss: 0, gradient: [0, none] });
    expect(lossOf([1000, 0], [0, 1], 2)).toEqual({ loss: 1000, gradient: [1, -1] });
    expect(lossOf([-1000, -1000], [0, 1], 2).loss).toBeCloseTo(0.6931471806, 7);
  });

  test('of thousands of examples is their mean, as near as a float32 can be', () => {
    const count = 3000;
    const outputs = Array.from({ length: 3 * count }, (_, i) => ((i * 37) % 101) / 25);
    const targets = outputs.map((_, i) => (i < count ? 1 : 0));
    let total = 0;
    for (let b = 0; b < count; b += 1) {
      const own = [outputs[b]!, outputs[b + count]!, outputs[b + 2 * count]!];
      total += Math.log(own.reduce((sum, z) => sum + Math.exp(z), 0)) - own[0]!;
    }
    expect(lossOf(outputs, targets, 3).loss).toBeCloseTo(total / count, 7);
  });

  test.each([NaN, Infinity])('an output of %d makes no finite loss', (bad) => {
    expect(lossOf([bad, 0], [1, 0], 2).loss).toBeNaN();
    expect(lossOf([0, bad], [1, 0], 2).loss).toBeNaN();
  });
});

describe('squared error', () => {
  test('by hand: the mean over examples and outputs', () => {
    // Errors 1, -2, 0, 3: (1 + 4 + 0 + 9) / 4 = 3.5; gradient 2 / 4 of each.
    const gradient = new Float32Array(4);
    const loss = squaredError(Float32Array.of(1, 0, 2, 5), Float32Array.of(0, 2, 2, 2), gradient, 2, 2);
    expect(loss).toBe(3.5);
    expect([...gradient]).toEqual([0.5, -1, 0, 1.5]);
  });
});

test.each([
  ['cross-entropy', softmaxCrossEntropy],
  ['squared error', squaredError],
])('%s: without its gradient it is the same loss, and nothing is written', (_, rule) => {
  const outputs = Float32Array.of(0.3, -2, 1.5, 0.1, 0.7, 0.2);
  const targets = Float32Array.of(1, 0, 0, 0, 1, 1);
  const [written, spared] = [new Float32Array(6), new Float32Array(6)];
  expect(rule(outputs, targets, spared, 2, 3, false)).toBe(rule(outputs, targets, written, 2, 3));
  expect([...spared]).toEqual([0, 0, 0, 0, 0, 0]);
  expect(written.every((g) => g !== 0)).toBe(true);
});

describe('accuracy', () => {
  test('counts the examples whose largest output is where the target is', () => {
    // Examples (.2, .8), (.6, .4), (.3, .7) of classes 1, 1, 1.
    const outputs = Float32Array.of(0.2, 0.6, 0.3, 0.8, 0.4, 0.7);
    expect(correctCount(outputs, Float32Array.of(0, 0, 0, 1, 1, 1), lossShape('cross-entropy', [2]), 3)).toBe(
      2,
    );
    expect(correctCount(outputs, Float32Array.of(1, 1, 1, 0, 0, 0), lossShape('cross-entropy', [2]), 3)).toBe(
      1,
    );
  });
});
