/** Which values a training step drops. Gradients are compared in networks.test.ts and pytorch.test.ts. */
import { describe, expect, test } from 'vitest';
import { decoder } from '../networks/transformer.ts';
import { Pass } from '../pass.ts';
import { dropFactors } from '../testing/dropped.ts';
import { keepScale } from './dropout.ts';

const node = (rate: number, stream = 0) => ({ op: 'dropout', from: [0], tensors: [], rate, stream }) as const;
const shape = [7, 10];
const training = { seed: 5, step: 20 };
const examples = 60;

/** Correlation of two masks, as lists of factors. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const centred = (values: readonly number[]): number[] => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const [x, y] = [centred(a), centred(b)];
  const dot = (p: readonly number[], q: readonly number[]): number =>
    p.reduce((sum, value, i) => sum + value * q[i]!, 0);
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}

describe('a training step', () => {
  test.each([0.1, 0.5, 0.9])(
    'drops a share of %s and scales up the others, so that the mean stays',
    (rate) => {
      const factors = dropFactors(node(rate), shape, training, examples).flat();
      expect(new Set(factors)).toEqual(new Set([0, keepScale({ rate })]));
      const mean = factors.reduce((sum, factor) => sum + factor, 0) / factors.length;
      // Four standard errors.
      expect(Math.abs(mean - 1)).toBeLessThan(4 * Math.sqrt(rate / (1 - rate) / factors.length));
    },
  );

  test('drops other values in another step, seed, dropout, example, row and feature', () => {
    const own = dropFactors(node(0.5), shape, training, examples);
    const others = [
      dropFactors(node(0.5, 1), shape, training, examples),
      dropFactors(node(0.5), shape, { ...training, step: 21 }, examples),
      dropFactors(node(0.5), shape, { ...training, seed: 6 }, examples),
      own.map((_, b) => own[(b + 1) % examples]!),
      ...[1, 10].map((by) => own.map((row) => row.map((_, i) => row[(i + by) % row.length]!))),
    ];
    // Four standard errors of a correlation of nothing.
    for (const other of others)
      expect(Math.abs(correlation(own.flat(), other.flat()))).toBeLessThan(4 / Math.sqrt(own.flat().length));
  });

  test('drops the same of an example, however many follow it in the batch', () => {
    const own = dropFactors(node(0.3), shape, training, examples);
    expect(dropFactors(node(0.3), shape, training, 11)).toEqual(own.slice(0, 11));
  });
});

test('nothing is dropped outside of training', () => {
  const shape = { context: 4, vocabulary: 5, width: 6, blocks: 1, heads: 2, tied: false };
  const [plain, dropping] = [decoder(shape), decoder({ ...shape, dropout: 0.5 })];
  const weights = Float32Array.from({ length: plain.parameters.count }, (_, p) => Math.sin(p));
  const losses = [plain, dropping].map((model) => {
    const pass = new Pass(model, 3);
    pass.inputs.forEach((_, i) => (pass.inputs[i] = i % 5));
    const gradient = new Float32Array(weights.length);
    return [
      pass.forward(weights, 0, 3),
      pass.backward(weights, 0, 3, gradient),
      ...gradient,
      pass.backward(weights, 0, 3, gradient, training),
    ];
  });
  expect(losses[1]!.slice(0, -1)).toEqual(losses[0]!.slice(0, -1));
  expect(losses[1]!.at(-1)).not.toBe(losses[0]!.at(-1));
});
