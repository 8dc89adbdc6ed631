import { describe, expect, it } from 'vitest';
import { networkWork, workOfLayers } from './cost.ts';
import { mlp } from './model/mlp.ts';
import { Counter, countedForward, countedStep, inputOf, kernelsOf } from './testing/counted.ts';

const shapes: readonly (readonly number[])[] = [
  [2, 8, 8, 2],
  [2, 1],
  [784, 10],
  [784, 32, 10],
  [784, 128, 64, 10],
  [2, 16, 16, 2],
  [1, 64, 1],
  [3, 5, 7, 11, 13, 2],
  [2, 4, 4, 4, 4, 4, 4, 4, 1],
  [64, 256, 3],
];

describe.each(shapes.map((widths) => [widths.join('-'), widths] as const))(
  'a network %s',
  (_name, widths) => {
    const work = networkWork(mlp(widths));

    it('multiplies forward as often as was counted', () => {
      const counter = new Counter();
      countedForward(kernelsOf(widths), inputOf(widths[0]!), counter);
      expect(Math.abs(work.forward / counter.multiplyAdds - 1)).toBeLessThan(0.01);
    });

    it('multiplies in a training step as often as was counted', () => {
      const counter = new Counter();
      countedStep(kernelsOf(widths), inputOf(widths[0]!), counter);
      expect(Math.abs(work.step / counter.multiplyAdds - 1)).toBeLessThan(0.01);
    });
  },
);

it('the counted step is a gradient: it agrees with differences of the loss', () => {
  const [kernels, input] = [kernelsOf([3, 4, 2]), inputOf(3)];
  const gradients = countedStep(kernels, input, new Counter());
  const loss = (): number =>
    countedForward(kernels, input, new Counter())
      .at(-1)!
      .reduce((sum, output) => sum + (output - 1) ** 2 / 2, 0);
  for (const [l, o, i] of [
    [0, 3, 1],
    [0, 0, 2],
    [1, 1, 3],
  ] as const) {
    const row = kernels[l]![o]!;
    const weight = row[i]!;
    row[i] = weight + 1e-5;
    const above = loss();
    row[i] = weight - 1e-5;
    const difference = (above - loss()) / 2e-5;
    row[i] = weight;
    expect(gradients[l]![o]![i]).toBeCloseTo(difference, 7);
  }
});

it.each([
  [[2, 8, 8, 2], 96, 272],
  [[784, 32, 10], 25408, 51136],
  [[784, 10], 7840, 15680],
])('%o: %d multiply-adds forward, %d a step', (widths, forward, step) => {
  expect(networkWork(mlp(widths))).toEqual({ forward, step });
});

it('layers of any kind add up, and only the first spares its input gradients', () => {
  const pool = { forward: 5, weightGradients: 0, inputGradients: 3 };
  const dense = (products: number) => ({
    forward: products,
    weightGradients: products,
    inputGradients: products,
  });
  const layers = [dense(6), pool, dense(3)];
  expect(workOfLayers(layers)).toEqual({ forward: 6 + 5 + 3, step: 6 + 6 + (5 + 3) + 3 * 3 });
});
