import { describe, expect, test } from 'vitest';
import { initialiseWeights } from './initialise.ts';
import type { Tensor } from './layout.ts';
import { mlp } from './mlp.ts';
import { cnn } from './networks/cnn.ts';
import { decoder } from './networks/transformer.ts';
import type { Initializer } from './ops/op.ts';

const model = mlp([50, 40, 10]);
const { tensors, count } = model.parameters;
const kernels = tensors.filter(({ role }) => role === 'kernel');

function initial(initializer: Initializer, seed: number): Float32Array {
  const weights = new Float32Array(count).fill(9);
  initialiseWeights(weights, model, initializer, seed);
  return weights;
}

const partOf = (weights: Float32Array, { offset, length }: Tensor): Float32Array =>
  weights.subarray(offset, offset + length);

describe('initial weights', () => {
  // sqrt(6 / 90), sqrt(6 / 50) for Glorot; sqrt(6 / 50), sqrt(6 / 40) for He; 1 / sqrt(50), 1 / sqrt(40) for PyTorch.
  test.each([
    ['glorot', [0.2581988897, 0.3464101615]],
    ['he', [0.3464101615, 0.3872983346]],
    ['torch', [0.1414213562, 0.158113883]],
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

  test('PyTorch draws biases too, up to the limit of their kernel', () => {
    const weights = initial('torch', 2);
    const [first] = tensors.filter(({ role }) => role === 'bias');
    const bias = partOf(weights, first!);
    expect(Math.max(...bias.map(Math.abs))).toBeLessThanOrEqual(0.1414213562);
    // Of 40 uniform numbers.
    expect(Math.max(...bias.map(Math.abs))).toBeGreaterThan(0.8 * 0.1414213562);
    expect(new Set(bias).size).toBe(bias.length);
    const image = { image: [2, 4, 4], filters: [30], kernel: 3, halving: 'max', head: [] } as const;
    const filters = cnn({ ...image, activation: 'relu', outputs: 2 }, 'cross-entropy');
    const values = new Float32Array(filters.parameters.count);
    initialiseWeights(values, filters, 'torch', 1);
    const kernel = partOf(values, filters.parameters.tensors[0]!);
    expect(Math.max(...kernel)).toBeLessThanOrEqual(1 / Math.sqrt(18));
    expect(Math.max(...kernel)).toBeGreaterThan(0.95 / Math.sqrt(18));
  });

  test.each([0, 0.1])(
    'GPT-2: deviation .02, less in layers that add to the residual stream; dropout %s',
    (dropout) => {
      const shape = { context: 8, vocabulary: 50, width: 32, blocks: 2, heads: 2, dropout };
      const { parameters, ...rest } = decoder({ ...shape, tied: false });
      const weights = new Float32Array(parameters.count);
      initialiseWeights(weights, { parameters, ...rest }, 'gpt2', 3);
      for (const tensor of parameters.tensors) {
        const part = partOf(weights, tensor);
        if (tensor.role === 'bias') expect(part.every((w) => w === 0)).toBe(true);
        if (tensor.role === 'bias' || tensor.role === 'scale') continue;
        // Four residual layers.
        const expected = tensor.name.endsWith('output.kernel') ? 0.01 : 0.02;
        const deviation = Math.sqrt(part.reduce((sum, w) => sum + w * w, 0) / part.length);
        // Four standard errors of a deviation.
        expect(Math.abs(deviation / expected - 1), tensor.name).toBeLessThan(4 / Math.sqrt(2 * part.length));
      }
    },
  );

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
