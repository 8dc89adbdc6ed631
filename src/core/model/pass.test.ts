import { describe, expect, test } from 'vitest';
import { randomStream } from '../rng.ts';
import { normalised } from '../testing/normalised.ts';
import { mlp } from './mlp.ts';
import type { Model, Node } from './model.ts';
import { Pass, shapesOf } from './pass.ts';

const random = randomStream(4, 'data');
const drawn = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());

function filled(model: Model, examples: number, maxWork?: number): Pass {
  const pass = new Pass(model, examples, maxWork);
  const own = randomStream(8, 'data');
  pass.inputs.forEach((_, i) => (pass.inputs[i] = Math.fround(own.normal())));
  for (let b = 0; b < examples; b += 1) pass.targets[(b % pass.outputs) * examples + b] = 1;
  return pass;
}

describe('a pass', () => {
  test.each([
    ['a perceptron', mlp([3, 7, 5, 2], 'sigmoid')],
    ['one with layer norm', normalised(false, 'squared-error')],
  ])('of %s gives the same bits however it is cut', (_name, model) => {
    const weights = drawn(model.parameters.count);
    const [whole, cut] = [new Float32Array(weights.length), new Float32Array(weights.length)];
    const loss = filled(model, 6).backward(weights, 0, 6, whole);
    const parts = filled(model, 6, 1);
    for (let part = 0, end = parts.begin(weights, 0, 6, cut); part < end; part += 1) parts.part(part);
    expect([parts.loss, ...cut]).toEqual([loss, ...whole]);
  });

  test('keeps what an activation needs on the way back where another follows it', () => {
    const plain = mlp([3, 4, 2]);
    const [dense, activate, last] = plain.nodes as [Node, Node, Node];
    const sigmoid: Node = { op: 'activate', from: [1], tensors: [], activation: 'sigmoid' };
    const model = { ...plain, nodes: [dense, activate, sigmoid, { ...last, from: [2] }] };
    const weights = drawn(model.parameters.count);
    const gradient = new Float32Array(weights.length);
    const pass = filled(model, 6);
    pass.backward(weights, 0, 6, gradient);
    weights.forEach((weight, p) => {
      const at = (x: number): number => pass.forward(weights.with(p, x), 0, 6);
      expect(gradient[p]).toBeCloseTo((at(weight + 1e-2) - at(weight - 1e-2)) / 2e-2, 3);
    });
  });

  test('continues after a node whose values are given', () => {
    const model = mlp([3, 4, 2]);
    const weights = drawn(model.parameters.count);
    const pass = filled(model, 5);
    const loss = pass.forward(weights, 0, 5);
    const sums = pass.until(0, weights, 5).slice();
    pass.inputs.fill(7);
    pass.values[0]!.set(sums);
    expect(pass.forward(weights, 0, 5, 0)).toBe(loss);
    expect(pass.forward(weights, 0, 5)).not.toBe(loss);
  });

  test('puts out float32, with or without an activation at the end', () => {
    const model = mlp([3, 4, 2]);
    const values = filled(model, 5).until(2, drawn(model.parameters.count), 5);
    expect([...values]).toEqual([...values].map(Math.fround));
  });
});

describe('a model is checked before it is computed', () => {
  const plain = mlp([3, 4, 2]);
  const at = (id: number, node: Partial<Node>): Model => ({
    ...plain,
    nodes: plain.nodes.map((other, own) => (own === id ? ({ ...other, ...node } as Node) : other)),
  });

  test('and has a shape at every node', () => {
    expect(shapesOf(plain)).toEqual([[4], [4], [2]]);
  });

  test.each([
    ['not before it', at(1, { from: [1] })],
    ['nothing reads node 1', at(2, { from: [0] })],
    ['has a later reader', at(2, { tensors: [0, 1] })],
    ['has no tensor 9', at(2, { tensors: [2, 9] })],
    ['no operation', at(1, { op: 'toString' as Node['op'] })],
    ['a function', at(1, { activation: 'toString' } as unknown as Partial<Node>)],
    ['a dense layer needs', { ...plain, input: [4] }],
    ['needs an operation', { ...plain, nodes: [] }],
  ])('%s', (reason, model) => {
    expect(() => shapesOf(model)).toThrow(RangeError);
    expect(() => shapesOf(model)).toThrow(reason);
  });
});
