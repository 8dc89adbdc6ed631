import { describe, expect, test } from 'vitest';
import { layoutOf } from './layout.ts';
import { scheduleFactor } from './schedules.ts';
import { randomStream } from '../rng.ts';
import {
  clipGradient,
  coefficientCount,
  decaySpans,
  optimizers,
  power,
  updateWeights,
  writeCoefficients,
  type OptimizerName,
  type OptimizerSettings,
  type UpdateRange,
} from './optimizers.ts';

/** One step, with its coefficients in the middle of an array. */
function update(range: UpdateRange, learningRate: number, t: number, settings: OptimizerSettings): void {
  const coefficients = new Float32Array(2 + coefficientCount).fill(9);
  writeCoefficients(settings, learningRate, t, coefficients, 1);
  expect([coefficients[0], coefficients.at(-1)]).toEqual([9, 9]);
  optimizers[settings.name].update(range, coefficients, 1);
}

const plain = {
  momentum: 0.9,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 0,
  weightDecay: 0,
  decayOf: 'all',
  clip: 0,
} as const;

/** The weight after each step from 1 at learning rate .1, given the gradients. */
function walk(
  name: OptimizerName,
  settings: Partial<OptimizerSettings>,
  gradients: readonly number[] = [0.5, -0.25],
): number[] {
  const rule = optimizers[name];
  const weights = Float32Array.of(1);
  const moments = Array.from({ length: rule.moments }, () => new Float32Array(1));
  return gradients.map((g, i) => {
    const range = { weights, gradient: Float32Array.of(g), moments, start: 0, end: 1 };
    update(range, 0.1, i + 1, { ...plain, ...settings, name });
    return weights[0]!;
  });
}

function expectWalk(found: readonly number[], wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  wanted.forEach((weight, i) => {
    expect(found[i]).toBeCloseTo(weight, 6);
  });
}

/** Weight 1, learning rate .1, gradients .5 and -.25; the arithmetic of each published rule by hand. */
describe('two steps by hand', () => {
  test('gradient descent: w - lr g', () => {
    // 1 - .1 x .5 = .95; .95 + .1 x .25 = .975
    expectWalk(walk('sgd', {}), [0.95, 0.975]);
  });

  test('gradient descent with decay .1: w - lr (g + d w)', () => {
    // 1 - .1 (.5 + .1) = .94; .94 - .1 (-.25 + .094) = .9556
    expectWalk(walk('sgd', { weightDecay: 0.1 }), [0.94, 0.9556]);
  });

  test('momentum .9 (Polyak): v = .9 v + g; w - lr v', () => {
    // v = .5, w = .95; v = .45 - .25 = .2, w = .93
    expectWalk(walk('momentum', {}), [0.95, 0.93]);
  });

  test('momentum .9 with decay .1', () => {
    // g = .6, v = .6, w = .94; g = -.25 + .094 = -.156, v = .54 - .156 = .384, w = .94 - .0384 = .9016
    expectWalk(walk('momentum', { weightDecay: 0.1 }), [0.94, 0.9016]);
  });

  test('Nesterov .9: w - lr (g + .9 v)', () => {
    // v = .5, w = 1 - .1 (.5 + .45) = .905; v = .2, w = .905 - .1 (-.25 + .18) = .912
    expectWalk(walk('nesterov', {}), [0.905, 0.912]);
  });

  test('RMSProp .9: s = .9 s + .1 g²; w - lr g / sqrt s', () => {
    // s = .025, sqrt = .1581139, w = 1 - .05 / .1581139 = .6837722
    // s = .0225 + .00625 = .02875, sqrt = .1695582, w = .6837722 + .025 / .1695582 = .8312142
    expectWalk(walk('rmsprop', { beta2: 0.9 }), [0.6837722, 0.8312142]);
  });

  test('Adam .9, .99: m̂ = m / (1 - .9^t), v̂ = v / (1 - .99^t); w - lr m̂ / sqrt v̂', () => {
    // m = .05, v = .0025, m̂ = .5, v̂ = .25, w = 1 - .1 x .5 / .5 = .9
    // m = .045 - .025 = .02, v = .002475 + .000625 = .0031, m̂ = .02 / .19 = .1052632,
    // v̂ = .0031 / .0199 = .1557789, sqrt = .3946883, w = .9 - .01052632 / .3946883 = .8733300
    expectWalk(walk('adam', {}), [0.9, 0.87333]);
  });

  test('Adam with decay .1: added to the gradient', () => {
    // g = .6: w = .9; g = -.25 + .09 = -.16: m = .054 - .016 = .038, v = .003564 + .000256 = .00382,
    // m̂ = .2, v̂ = .1919598, sqrt = .4381322, w = .9 - .02 / .4381322 = .8543517
    expectWalk(walk('adam', { weightDecay: 0.1 }), [0.9, 0.8543517]);
  });

  test('AdamW with decay .1: the weight also shrinks by lr d', () => {
    // 1 - .01 - .1 = .89; .89 - .0089 - .02667 = .85443
    expectWalk(walk('adamw', { weightDecay: 0.1 }), [0.89, 0.85443]);
  });

  test('AdamW without decay is Adam', () => {
    expect(walk('adamw', {})).toEqual(walk('adam', {}));
  });

  test('epsilon is added outside the root', () => {
    // Adam: 1 - .1 x .5 / (.5 + .1) = .9166667; RMSProp: 1 - .05 / (.1581139 + .1) = .8062871
    expectWalk(walk('adam', { epsilon: 0.1 }, [0.5]), [0.9166667]);
    expectWalk(walk('rmsprop', { beta2: 0.9, epsilon: 0.1 }, [0.5]), [0.8062871]);
  });

  test('without momentum, no velocity of before is felt: not even one without bound', () => {
    const weights = Float32Array.of(1);
    const moments = [Float32Array.of(Infinity)];
    const range = { weights, gradient: Float32Array.of(0.5), moments, start: 0, end: 1 };
    update(range, 0.1, 1, { ...plain, name: 'momentum', momentum: 0 });
    expectWalk([...weights], [0.95]);
  });

  test('at the limits: decay 0 is the plain rule', () => {
    expect(walk('momentum', { momentum: 0 })).toEqual(walk('sgd', {}));
    expect(walk('nesterov', { momentum: 0 })).toEqual(walk('sgd', {}));
    expectWalk(walk('adam', { beta1: 0, beta2: 0 }), [0.9, 1]);
  });
});

describe('Adam', () => {
  /** Steps in learning rates with a constant gradient, moments zeroed at step t. */
  function stepsAfterZeroing(t: number, count: number): number[] {
    const weights = new Float32Array(1);
    const moments = [new Float32Array(1), new Float32Array(1)];
    const settings = { ...plain, beta2: 0.999, name: 'adam' } as const;
    return Array.from({ length: count }, (_, i) => {
      weights[0] = 0;
      const gradient = Float32Array.of(0.7);
      update({ weights, gradient, moments, start: 0, end: 1 }, 1, t + i, settings);
      return -weights[0];
    });
  }

  test('from the start its steps are one learning rate long', () => {
    for (const step of stepsAfterZeroing(1, 20)) expect(step).toBeCloseTo(1, 5);
  });

  test('zeroed moments with the step kept: the first step is 3.162 learning rates, the peak near 6.6', () => {
    const steps = stepsAfterZeroing(100_000, 60);
    expect(steps[0]).toBeCloseTo(3.1622777, 5);
    expect(Math.max(...steps)).toBeCloseTo(6.57, 1);
  });
});

describe.each(Object.keys(optimizers) as OptimizerName[])('%s', (name) => {
  const rule = optimizers[name];
  const settings = { ...plain, epsilon: 1e-8, weightDecay: 0.01, name };

  test('changes nothing outside its range', () => {
    const weights = Float32Array.of(1, 2, 3, 4);
    const moments = Array.from({ length: rule.moments }, () => new Float32Array(4));
    const gradient = Float32Array.of(1, -1, 1, -1);
    update({ weights, gradient, moments, start: 1, end: 3 }, 0.1, 1, settings);
    expect([weights[0], weights[3]]).toEqual([1, 4]);
    expect(weights[1]).not.toBe(2);
    expect(weights[2]).not.toBe(3);
    for (const moment of moments) {
      expect([moment[0], moment[3]]).toEqual([0, 0]);
      expect(moment[1]).not.toBe(0);
    }
    expect([...gradient]).toEqual([1, -1, 1, -1]);
  });

  test('goes downhill', () => {
    const weights = Float32Array.of(3);
    const moments = Array.from({ length: rule.moments }, () => new Float32Array(1));
    for (let t = 1; t <= 400; t += 1)
      update({ weights, gradient: weights.slice(), moments, start: 0, end: 1 }, 0.02, t, settings);
    expect(Math.abs(weights[0]!)).toBeLessThan(0.1);
  });
});

describe('clipping', () => {
  const clipped = (values: readonly number[], clip: number): number[] => {
    const gradient = Float32Array.from(values);
    clipGradient(gradient, clip);
    return [...gradient];
  };

  test('scales a gradient to the norm, in every place alike', () => {
    // Norm 13: times 1 / (13 + 1e-6).
    const found = clipped([3, -4, 0, 12], 1);
    [3 / 13, -4 / 13, 0, 12 / 13].forEach((value, p) => expect(found[p]).toBeCloseTo(value, 6));
    for (let count = 1; count < 12; count += 1) {
      const values = Array.from({ length: count }, (_, p) => (p % 3) - 1.25);
      expect(Math.hypot(...clipped(values, 0.5))).toBeCloseTo(0.5, 5);
    }
    expect(clipped([2e-6], 1e-6)[0]).toBeCloseTo(2e-6 / 3, 12);
  });

  test('leaves a smaller gradient bit-identical', () => {
    for (const values of [[0.1, -0.2, -0, 1e-40], [0, 0], [1]])
      expect(clipped(values, 1.001)).toEqual(values.map(Math.fround));
  });

  test('no square overflows, and what is no number stays visible', () => {
    expect(Math.hypot(...clipped([3e38, -3e38, 1e-3], 2))).toBeCloseTo(2, 5);
    expect(clipped([NaN, 1, 2], 1)).toEqual([NaN, NaN, NaN]);
    expect(clipped([Infinity, 1, -2], 1)).toEqual([NaN, 0, -0]);
  });
});

describe('decay of kernels only', () => {
  const layout = layoutOf(
    (['embedding', 'scale', 'kernel', 'kernel', 'bias', 'kernel'] as const).map((role, i) => ({
      name: `t${i}.${role}`,
      role,
      block: 1,
      shape: [i + 1],
    })),
  );

  test('covers the layout in spans as long as possible', () => {
    expect(decaySpans(layout, 'all')).toEqual([{ start: 0, end: 21, decays: true }]);
    expect(decaySpans(layout, 'kernels')).toEqual([
      { start: 0, end: 3, decays: false },
      { start: 3, end: 10, decays: true },
      { start: 10, end: 15, decays: false },
      { start: 15, end: 21, decays: true },
    ]);
  });

  /** Weights after three steps from 1, 2, 3 ... and the spans' settings. */
  function walked(settings: OptimizerSettings): Float32Array {
    const weights = Float32Array.from({ length: layout.count }, (_, p) => p + 1);
    const moments = Array.from({ length: optimizers[settings.name].moments }, () => weights.map(() => 0));
    const ranges = decaySpans(layout, settings.decayOf).map((span) => ({
      ...{ weights, moments, gradient: weights.map((_, p) => Math.cos(p)) },
      ...span,
    }));
    for (let t = 1; t <= 3; t += 1) {
      const row = new Float32Array(coefficientCount);
      writeCoefficients(settings, 0.05, t, row, 0);
      updateWeights(optimizers[settings.name], ranges, row, 0);
    }
    return weights;
  }

  test.each(Object.keys(optimizers) as OptimizerName[])(
    '%s: kernels as with decay, others as without',
    (name) => {
      const settings = { ...plain, epsilon: 1e-3, name };
      const decayed = walked({ ...settings, weightDecay: 0.1 });
      const free = walked(settings);
      const found = walked({ ...settings, weightDecay: 0.1, decayOf: 'kernels' });
      const isKernel = (p: number): boolean => (p >= 3 && p < 10) || p >= 15;
      found.forEach((weight, p) => {
        expect(weight).toBe((isKernel(p) ? decayed : free)[p]);
        expect(decayed[p]).not.toBe(free[p]);
      });
      expect(walked({ ...settings, decayOf: 'kernels' })).toEqual(free);
    },
  );
});

test('AdamW with warm-up, cosine, clipping and decay of kernels is the formula in float64', () => {
  const random = randomStream(4, 'data');
  const layout = layoutOf([
    { name: 'kernel', role: 'kernel', block: 1, shape: [3, 5] },
    { name: 'bias', role: 'bias', block: 1, shape: [3] },
  ]);
  const [steps, warmup, peak, decay, clip, epsilon, b1, b2] = [60, 12, 0.02, 0.1, 4, 1e-6, 0.9, 0.99];
  const settings = { name: 'adamw', momentum: 0, beta1: b1, beta2: b2, epsilon, weightDecay: decay } as const;
  const weights = Float32Array.from({ length: 18 }, () => random.normal());
  const moments = [new Float32Array(18), new Float32Array(18)];
  const [w, m, v] = [[...weights], [...moments[0]!], [...moments[1]!]];
  let clippedSteps = 0;
  for (let s = 0; s < steps; s += 1) {
    const gradient = Float32Array.from(w, (_, p) => weights[p]! + random.normal() * 0.5);
    const g = [...gradient];
    const norm = Math.hypot(...g);
    const factor = Math.min(1, clip / (norm + 1e-6));
    clippedSteps += Number(factor < 1);
    const rate =
      peak *
      (s < warmup ? (s + 1) / warmup : (1 + Math.cos((Math.PI * (s - warmup)) / (steps - warmup))) / 2);
    w.forEach((own, p) => {
      const scaled = factor * g[p]!;
      m[p] = b1 * m[p]! + (1 - b1) * scaled;
      v[p] = b2 * v[p]! + (1 - b2) * scaled ** 2;
      const step = m[p] / (1 - b1 ** (s + 1)) / (Math.sqrt(v[p] / (1 - b2 ** (s + 1))) + epsilon);
      w[p] = own * (p < 15 ? 1 - rate * decay : 1) - rate * step;
    });

    clipGradient(gradient, clip);
    const row = new Float32Array(coefficientCount);
    const learningRate = peak * scheduleFactor({ name: 'cosine', steps, warmup }, s);
    writeCoefficients({ ...settings, decayOf: 'kernels', clip }, learningRate, s + 1, row, 0);
    const ranges = decaySpans(layout, 'kernels').map((span) => ({ weights, gradient, moments, ...span }));
    updateWeights(optimizers.adamw, ranges, row, 0);
  }
  weights.forEach((weight, p) => expect(weight).toBeCloseTo(w[p]!, 5));
  expect(clippedSteps).toBeGreaterThan(10);
  expect(clippedSteps).toBeLessThan(steps);
});

describe('power', () => {
  test.each([
    [0.9, 0, 1],
    [0.9, 1, 0.9],
    [2, 10, 1024],
    [-3, 3, -27],
    [0, 5, 0],
    [0.5, 1074, 5e-324],
    [0.999, 1_000_000, 0],
  ])('%d to the %d is %d', (base, exponent, value) => {
    expect(power(base, exponent)).toBe(value);
  });

  test('agrees with Math.pow', () => {
    for (const exponent of [2, 3, 7, 100, 999, 20_000])
      expect(power(0.999, exponent) / Math.pow(0.999, exponent)).toBeCloseTo(1, 10);
  });
});
