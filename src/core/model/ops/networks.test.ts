/** Networks of several operations: gradients of every operation against finite differences of the loss in float64. */
import { describe, expect, test } from 'vitest';
import { randomStream } from '../../rng.ts';
import { layoutOf, type Tensor } from '../layout.ts';
import type { Model, Node, Shape } from '../model.ts';
import { initialiseWeights } from '../initialise.ts';
import { Pass, shapesOf } from '../pass.ts';
import { naiveLoss, naiveOutputs } from '../testing/naive.ts';

type Role = Tensor['role'];

/** Collects nodes and tensors: `add` returns the node's number. */
class Builder {
  readonly nodes: Node[] = [];
  readonly #tensors: Omit<Tensor, 'offset' | 'length'>[] = [];
  readonly #input: Shape;

  constructor(input: Shape) {
    this.#input = input;
  }

  tensor(role: Role, ...shape: number[]): number {
    const index = this.#tensors.length;
    this.#tensors.push({ name: `t${index}.${role}`, role, block: 1, shape });
    return index;
  }

  add(node: Node): number {
    return this.nodes.push(node) - 1;
  }

  dense(from: number, outputs: number, inputs: number): number {
    return this.add({
      op: 'dense',
      from: [from],
      tensors: [this.tensor('kernel', outputs, inputs), this.tensor('bias', outputs)],
    });
  }

  norm(from: number, width: number): number {
    return this.add({
      op: 'layer-norm',
      from: [from],
      tensors: [this.tensor('scale', width), this.tensor('bias', width)],
      epsilon: 1e-5,
    });
  }

  model(loss: Model['loss'] = 'cross-entropy'): Model {
    return { parameters: layoutOf(this.#tensors), nodes: this.nodes, loss, input: this.#input };
  }
}

function convolutional(kind: 'max' | 'mean', stride: number, size: number): Model {
  const b = new Builder([2, 6, 5]);
  const conv = (from: number, outputs: number, channels: number, step: number, kernel: number): number =>
    b.add({
      op: 'conv2d',
      from: [from],
      tensors: [b.tensor('kernel', outputs, channels, kernel, kernel), b.tensor('bias', outputs)],
      stride: step,
    });
  const first = conv(-1, 3, 2, 1, size);
  const active = b.add({ op: 'activate', from: [first], tensors: [], activation: 'tanh' });
  const second = conv(active, 3, 3, stride, 3);
  const pooled = stride > 1 ? second : b.add({ op: 'pool', from: [second], tensors: [], kind, size: 2 });
  const flat = b.add({ op: 'flatten', from: [pooled], tensors: [] });
  const model = b.model();
  const width = shapesOf(model)[flat]![0]!;
  b.dense(flat, 3, width);
  return b.model();
}

/** A block of attention and one of two layers, both with a residual connection, normalised first; or attention alone. */
function transformer(causal: boolean, kind: 'first' | 'mean', ends: 'tokens' | 'readout'): Model {
  const [tokens, width, vocabulary] = [4, 6, 5];
  const b = new Builder([tokens]);
  const words = b.add({ op: 'embed', from: [-1], tensors: [b.tensor('embedding', vocabulary, width)] });
  const placed = b.add({ op: 'position', from: [words], tensors: [b.tensor('embedding', tokens, width)] });
  const normal = b.norm(placed, width);
  const [query, key, value] = [0, 1, 2].map(() => b.dense(normal, width, width)) as [number, number, number];
  const read = b.add({ op: 'attention', from: [query, key, value], tensors: [], heads: 2, causal });
  const sum = b.add({ op: 'add', from: [placed, b.dense(read, width, width)], tensors: [] });
  const inner = b.add({ op: 'gelu', from: [b.dense(b.norm(sum, width), 8, width)], tensors: [] });
  const all = b.add({ op: 'add', from: [sum, b.dense(inner, width, 8)], tensors: [] });
  const last = b.norm(all, width);
  if (ends === 'tokens') b.dense(b.add({ op: 'flatten', from: [last], tensors: [] }), 3, tokens * width);
  else b.dense(b.add({ op: 'readout', from: [last], tensors: [], kind }), 3, width);
  return b.model();
}

/** One node read four times, twice by one reader, and an activation that must not overwrite what others read. */
function branching(): Model {
  const b = new Builder([3]);
  const first = b.dense(-1, 4, 3);
  const active = b.add({ op: 'activate', from: [first], tensors: [], activation: 'sigmoid' });
  const twice = b.add({ op: 'add', from: [first, first], tensors: [] });
  const sum = b.add({ op: 'add', from: [active, twice], tensors: [] });
  const again = b.add({ op: 'add', from: [sum, first], tensors: [] });
  b.dense(again, 3, 4);
  return b.model('squared-error');
}

const examples = 5;

const models: Readonly<Record<string, Model>> = {
  'a convolution, largest of four': convolutional('max', 1, 3),
  'a convolution of 5 x 5, mean of four': convolutional('mean', 1, 5),
  'a convolution with a stride': convolutional('max', 2, 3),
  'a transformer that looks back': transformer(true, 'mean', 'tokens'),
  'a transformer without mask, read at its first token': transformer(false, 'first', 'readout'),
  'a transformer without mask, read as a mean': transformer(false, 'mean', 'readout'),
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
  const cnn = convolutional('max', 1, 3);
  const gpt = transformer(true, 'mean', 'tokens');
  const attention = gpt.nodes.findIndex(({ op }) => op === 'attention');
  const sum = gpt.nodes.findIndex(({ op }) => op === 'add');

  test.each([
    ['a convolution needs', at(cnn, 0, { stride: 0 })],
    ['a convolution needs', { ...cnn, input: [3, 6, 5] }],
    ['pooling by 9', at(cnn, 3, { size: 9 })],
    ['a number of heads that divides the features: 4', at(gpt, attention, { heads: 4 })],
    ['a sum needs two nodes of one shape', at(gpt, sum, { from: [0] })],
    ['positions need a table', { ...gpt, input: [5] }],
    ['an embedding needs', { ...gpt, input: [2, 2] }],
  ])('%s', (reason, model) => {
    expect(() => shapesOf(model)).toThrow(RangeError);
    expect(() => shapesOf(model)).toThrow(reason);
  });
});
