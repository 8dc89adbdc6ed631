import { describe, expect, test } from 'vitest';
import { initialiseWeights } from './initialise.ts';
import type { Tensor } from './layout.ts';
import { mlp } from './mlp.ts';

const model = mlp([50, 40, 10]);
const { tensors, count } = model.parameters;
const kernels = tensors.filter(({ role }) => role === 'kernel');

function initial(initializer: 'glorot' | 'he', seed: number): Float32Array {
  const weights = new Float32Array(count).fill(9);
  initialiseWeights(weights, model, initializer, seed);
  return weights;
}

const partOf = (weights: Float32Array, { offset, length }: Tensor): Float32Array =>
  weights.subarray(offset, offset + length);

describe('initial weights', () => {
  // sqrt(6 / 90), sqrt(6 / 50) for Glorot; sqrt(6 / 50), sqrt(6 / 40) for He.
  test.each([
    ['glorot', [0.2581988897, 0.3464101615]],
    ['he', [0.3464101615, 0.3872983346]],
  ] as const)('%s: uniform up to its limit', (initializer, limits) => {
    const weights = initial(initializer, 1);
    kernels.forEach((kernel, l) => {
      const part = partOf(weights, kernel);
      const limit = limits[l]!;
      expect(Math.max(...part)).toBeLessThanOrEqual(limit);
      expect(Math.min(...part)).toBeGreaterThanOrEqual(-limit * (1 + 1e-6));
      expect(Math.max(...part)).toBeGreaterThan(0.98 * limit);
      expect(Math.min(...part)).toBeLessThan(-0.98 * limit);
      const squares = part.reduce((sum, w) => sum + w * w, 0) / part.length;
      expect(Math.abs(squares / ((limit * limit) / 3) - 1)).toBeLessThan(0.1);
    });
  });

  test('biases are 0, whatever stood there', () => {
    const weights = initial('he', 2);
    for (const bias of tensors.filter(({ role }) => role === 'bias'))
      expect(partOf(weights, bias).every((w) => w === 0)).toBe(true);
  });

  test('one seed gives one network, another seed another', () => {
    expect(initial('glorot', 3)).toEqual(initial('glorot', 3));
    const [a, b] = [initial('glorot', 3), initial('glorot', 4)];
    const kernel = kernels[0]!;
    expect(partOf(a, kernel).filter((w, p) => w === partOf(b, kernel)[p])).toHaveLength(0);
  });

  test('the initialisers scale the same draws', () => {
    const [glorot, he] = [initial('glorot', 5), initial('he', 5)];
    for (const p of [0, 17, 1999]) expect(he[p]! / glorot[p]!).toBeCloseTo(0.3464101615 / 0.2581988897, 5);
  });
});
