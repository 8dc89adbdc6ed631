/** Networks of several operations: gradients of every operation against finite differences of the loss in float64. */
import { describe, expect, test } from 'vitest';
import { randomStream } from '../../rng.ts';
import type { Model } from '../model.ts';
import { initialiseWeights } from '../initialise.ts';
import { Pass, shapesOf } from '../pass.ts';
import { branching, convolutional, transformer } from '../testing/networks.ts';
import { naiveLoss, naiveOutputs } from '../testing/naive.ts';

const examples = 5;

const images = (kind: 'max' | 'mean', size: number, last: { stride: number; pool: number }): Model =>
  convolutional({
    ...{ input: [2, 6, 5], kind, activation: 'tanh', outputs: 3 },
    layers: [
      { filters: 3, size, stride: 1, pool: 1 },
      { filters: 3, size: 3, ...last },
    ],
  });
const text = (causal: boolean, end: 'flatten' | 'first' | 'mean'): Model =>
  transformer({
    ...{ tokens: 4, width: 6, vocabulary: 5, heads: 2, blocks: 1, inner: 8, outputs: 3 },
    ...{ causal, end },
  });

const models: Readonly<Record<string, Model>> = {
  'a convolution, largest of four': images('max', 3, { stride: 1, pool: 2 }),
  'a convolution of 5 x 5, mean of four': images('mean', 5, { stride: 1, pool: 2 }),
  'a convolution with a stride': images('max', 3, { stride: 2, pool: 1 }),
  'a transformer that looks back': text(true, 'flatten'),
  'a transformer without mask, read at its first token': text(false, 'first'),
  'a transformer without mask, read as a mean': text(false, 'mean'),
  'branches that meet again': branching(),
};

function drawn(model: Model): { readonly pass: Pass; readonly weights: Float32Array } {
  const random = randomStream(6, 'data');
  const pass = new Pass(model, examples);
  const isText = model.nodes[0]!.op === 'embed';
  pass.inputs.forEach((_, i) => (pass.inputs[i] = isText ? random.below(5) : Math.fround(random.normal())));
  for (let b = 0; b < examples; b += 1) pass.targets[(b % 3) * examples + b] = 1;
  return {
    pass,
    weights: Float32Array.from({ length: model.parameters.count }, () => 0.6 * random.normal()),
  };
}

/** The mean loss in float64. */
function meanLoss(
  model: Model,
  weights: ArrayLike<number>,
  { inputs, targets, features, outputs }: Pass,
): number {
  const column = (values: Float32Array, width: number, b: number): number[] =>
    Array.from({ length: width }, (_, f) => values[f * examples + b]!);
  const losses = Array.from({ length: examples }, (_, b) =>
    naiveLoss(model, naiveOutputs(model, weights, column(inputs, features, b)), column(targets, outputs, b)),
  );
  return losses.reduce((sum, loss) => sum + loss, 0) / examples;
}

describe.each(Object.entries(models))('%s', (_name, model) => {
  test('its loss and the gradient of every tensor are those of float64', () => {
    const { pass, weights } = drawn(model);
    const gradient = new Float32Array(weights.length).fill(NaN);
    expect(pass.backward(weights, 0, examples, gradient)).toBeCloseTo(meanLoss(model, weights, pass), 5);
    const shifted = Float64Array.from(weights);
    const h = 1e-5;
    const truth = Float64Array.from(weights, (weight, p) => {
      const at = (x: number): number => {
        shifted[p] = x;
        return meanLoss(model, shifted, pass);
      };
      const slope = (at(weight + h) - at(weight - h)) / (2 * h);
      shifted[p] = weight;
      return slope;
    });
    for (const { name, offset, length } of model.parameters.tensors) {
      const own = truth.subarray(offset, offset + length);
      const errors = own.map((value, i) => gradient[offset + i]! - value);
      // A bias of keys moves all scores of a token alike: its gradient is only rounding.
      const norm = Math.max(Math.hypot(...own), 1e-3);
      expect(Math.hypot(...errors) / norm, name).toBeLessThan(1e-4);
    }
    expect(Math.hypot(...truth)).toBeGreaterThan(0.05);
  });

  test('gives the same bits however it is cut', () => {
    const { pass, weights } = drawn(model);
    const [whole, cut] = [new Float32Array(weights.length), new Float32Array(weights.length)];
    const loss = pass.backward(weights, 0, examples, whole);
    const parts = new Pass(model, examples, 1);
    parts.inputs.set(pass.inputs);
    parts.targets.set(pass.targets);
    for (let part = 0, end = parts.begin(weights, 0, examples, cut); part < end; part += 1) parts.part(part);
    expect([parts.loss, ...cut]).toEqual([loss, ...whole]);
  });

  test('starts with different weights in every kernel and table', () => {
    const weights = new Float32Array(model.parameters.count).fill(9);
    initialiseWeights(weights, model, 'glorot', 1);
    for (const { role, offset, length } of model.parameters.tensors) {
      const own = weights.subarray(offset, offset + length);
      if (role === 'bias') expect([...own].every((value) => value === 0)).toBe(true);
      else if (role === 'scale') expect([...own].every((value) => value === 1)).toBe(true);
      else expect(new Set(own).size).toBe(length);
    }
  });
});

describe('what does not fit is refused in words', () => {
  const at = (model: Model, id: number, node: object): Model => ({
    ...model,
    nodes: model.nodes.map((other, own) => (own === id ? { ...other, ...node } : other)),
  });
  const cnn = images('max', 3, { stride: 1, pool: 2 });
  const gpt = text(true, 'flatten');
  const attention = gpt.nodes.findIndex(({ op }) => op === 'attention');
  const sum = gpt.nodes.findIndex(({ op }) => op === 'add');

  test.each([
    ['a convolution needs', at(cnn, 0, { stride: 0 })],
    ['a convolution needs', { ...cnn, input: [3, 6, 5] }],
    ['pooling by 9', at(cnn, 4, { size: 9 })],
    ['a number of heads that divides the features: 4', at(gpt, attention, { heads: 4 })],
    ['a sum needs two nodes of one shape', at(gpt, sum, { from: [0] })],
    ['positions need a table', { ...gpt, input: [5] }],
    ['an embedding needs', { ...gpt, input: [2, 2] }],
  ])('%s', (reason, model) => {
    expect(() => shapesOf(model)).toThrow(RangeError);
    expect(() => shapesOf(model)).toThrow(reason);
  });
});
