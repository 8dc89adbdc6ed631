/** Networks of several operations: gradients of every operation against finite differences of the loss in float64. */
import { describe, expect, test } from 'vitest';
import { randomStream } from '../../rng.ts';
import type { Model } from '../model.ts';
import { initialiseWeights } from '../initialise.ts';
import { ModelBuilder } from '../networks/builder.ts';
import { cnn } from '../networks/cnn.ts';
import { decoder, encoder } from '../networks/transformer.ts';
import { Pass, shapesOf } from '../pass.ts';
import { dropFactors } from '../testing/dropped.ts';
import { naiveLoss, naiveOutputs } from '../testing/naive.ts';

const convolutional = (
  halving: 'max' | 'mean' | 'stride',
  kernel: number,
  rest: { head?: number[]; dropout?: number } = {},
): Model =>
  cnn(
    { image: [2, 6, 5], filters: [3, 4], kernel, halving, head: [], activation: 'tanh', outputs: 3, ...rest },
    'cross-entropy',
  );

const text = { context: 4, vocabulary: 5, width: 6, blocks: 1, heads: 2 };

/** One node read four times, twice by one reader, and an activation that must not overwrite what others read. */
function branching(): Model {
  const b = new ModelBuilder([3]);
  const first = b.dense(-1, 'first', 4, 3);
  const active = b.add({ op: 'activate', from: [first], tensors: [], activation: 'sigmoid' });
  const twice = b.add({ op: 'add', from: [first, first], tensors: [] });
  const sum = b.add({ op: 'add', from: [active, twice], tensors: [] });
  const again = b.add({ op: 'add', from: [sum, first], tensors: [] });
  b.dense(again, 'last', 3, 4);
  return b.model('squared-error');
}

const examples = 5;
/** The step whose gradients are compared. */
const training = { seed: 3, step: 7 };

const models: Readonly<Record<string, Model>> = {
  'a convolution, largest of four': convolutional('max', 3),
  'a convolution of 5 x 5, mean of four': convolutional('mean', 5),
  'convolutions with a stride': convolutional('stride', 3),
  'a decoder': decoder({ ...text, tied: false }),
  'a decoder that shares its embeddings, of two blocks': decoder({ ...text, blocks: 2, tied: true }),
  'an encoder, read at its first token': encoder({ ...text, classes: 3, readout: 'first' }),
  'an encoder, read as a mean': encoder({ ...text, classes: 3, readout: 'mean' }),
  'dropout before dense layers': convolutional('max', 3, { head: [7], dropout: 0.3 }),
  'a decoder with dropout': decoder({ ...text, tied: true, dropout: 0.4 }),
  'an encoder with dropout': encoder({ ...text, classes: 3, readout: 'mean', dropout: 0.2 }),
  'branches that meet again': branching(),
};

function drawn(model: Model): { readonly pass: Pass; readonly weights: Float32Array } {
  const random = randomStream(6, 'data');
  const pass = new Pass(model, examples);
  const isText = model.nodes[0]!.op === 'embed';
  pass.inputs.forEach((_, i) => (pass.inputs[i] = isText ? random.below(5) : Math.fround(random.normal())));
  if (model.loss === 'token-cross-entropy')
    pass.targets.forEach((_, i) => (pass.targets[i] = random.below(5)));
  else for (let b = 0; b < examples; b += 1) pass.targets[(b % 3) * examples + b] = 1;
  return {
    pass,
    weights: Float32Array.from({ length: model.parameters.count }, () => 0.6 * random.normal()),
  };
}

/** The mean loss in float64. */
function meanLoss(
  model: Model,
  weights: ArrayLike<number>,
  { inputs, targets, features, predictions }: Pass,
): number {
  const column = (values: Float32Array, width: number, b: number): number[] =>
    Array.from({ length: width }, (_, f) => values[f * examples + b]!);
  const losses = Array.from({ length: examples }, (_, b) =>
    naiveLoss(
      model,
      naiveOutputs(
        model,
        weights,
        column(inputs, features, b),
        (node, shape) => dropFactors(node, shape, training, examples)[b]!,
      ),
      column(targets, predictions.targets, b),
    ),
  );
  return losses.reduce((sum, loss) => sum + loss, 0) / examples;
}

describe.each(Object.entries(models))('%s', (_name, model) => {
  test('its loss and the gradient of every tensor are those of float64', () => {
    const { pass, weights } = drawn(model);
    const gradient = new Float32Array(weights.length).fill(NaN);
    expect(pass.backward(weights, 0, examples, gradient, training)).toBeCloseTo(
      meanLoss(model, weights, pass),
      5,
    );
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
    const loss = pass.backward(weights, 0, examples, whole, training);
    const parts = new Pass(model, examples, 1);
    parts.inputs.set(pass.inputs);
    parts.targets.set(pass.targets);
    for (let part = 0, end = parts.begin(weights, 0, examples, cut, training); part < end; part += 1)
      parts.part(part);
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
  const images = convolutional('max', 3);
  const gpt = models['a decoder']!;
  const attention = gpt.nodes.findIndex(({ op }) => op === 'attention');
  const sum = gpt.nodes.findIndex(({ op }) => op === 'add');

  test.each([
    ['a convolution needs', at(images, 0, { stride: 0 })],
    ['a convolution needs', { ...images, input: [3, 6, 5] }],
    ['pooling by 9', at(images, 2, { size: 9 })],
    ['a number of heads that divides the features: 4', at(gpt, attention, { heads: 4 })],
    ['a sum needs two nodes of one shape', at(gpt, sum, { from: [0] })],
    ['positions need a table', { ...gpt, input: [5] }],
    ['an embedding needs', { ...gpt, input: [2, 2] }],
    [
      'a loss over tokens needs outputs [tokens, classes]',
      { ...images, loss: 'token-cross-entropy' as const },
    ],
    ['dense cannot add gradients', at(branching(), 5, { tensors: [0, 1] })],
  ])('%s', (reason, model) => {
    expect(() => shapesOf(model)).toThrow(RangeError);
    expect(() => shapesOf(model)).toThrow(reason);
  });
});
