import { describe, expect, test } from 'vitest';
import { defaultSpec } from '../../experiment/fields.ts';
import { modelFor } from './describe.ts';
import { blocksOf, matricesOf, rolesOf } from './layout.ts';
import { mlp, mlpLayout, perceptronOf } from './mlp.ts';
import { featureNode, outputNode, type Model, type Node } from './model.ts';
import { tensorWords } from './words.ts';

const relu: Node = { op: 'activate', from: [0], tensors: [], activation: 'relu' };

describe('a perceptron’s layout', () => {
  test('has kernels and biases layer by layer', () => {
    const layout = mlpLayout([2, 8, 3, 1]);
    expect(layout.count).toBe(55);
    expect(layout.tensors).toEqual([
      { name: 'layer1.kernel', role: 'kernel', block: 1, shape: [8, 2], offset: 0, length: 16 },
      { name: 'layer1.bias', role: 'bias', block: 1, shape: [8], offset: 16, length: 8 },
      { name: 'layer2.kernel', role: 'kernel', block: 2, shape: [3, 8], offset: 24, length: 24 },
      { name: 'layer2.bias', role: 'bias', block: 2, shape: [3], offset: 48, length: 3 },
      { name: 'layer3.kernel', role: 'kernel', block: 3, shape: [1, 3], offset: 51, length: 3 },
      { name: 'layer3.bias', role: 'bias', block: 3, shape: [1], offset: 54, length: 1 },
    ]);
    expect(layout.tensors.map(tensorWords).slice(0, 3)).toEqual([
      'layer 1 kernel',
      'layer 1 bias',
      'layer 2 kernel',
    ]);
  });

  test('lists its blocks, its roles, and which bias belongs to which kernel', () => {
    const layout = mlpLayout([2, 3, 1]);
    expect([blocksOf(layout), rolesOf(layout)]).toEqual([
      [1, 2],
      ['kernel', 'bias'],
    ]);
    expect(matricesOf(layout).map(({ kernel, bias }) => [kernel.name, bias?.name])).toEqual([
      ['layer1.kernel', 'layer1.bias'],
      ['layer2.kernel', 'layer2.bias'],
    ]);
  });
});

describe('a model', () => {
  test('of an experiment fits its task', () => {
    const of = (values: Partial<typeof defaultSpec>) => perceptronOf(modelFor({ ...defaultSpec, ...values }));
    expect(of({})).toMatchObject({ widths: [2, 8, 8, 2] });
    expect(of({ task: 'ripple', layers: [] })).toMatchObject({ widths: [2, 1] });
    expect(of({ task: 'fashion-mnist', layers: [32] })).toMatchObject({ widths: [784, 32, 10] });
    expect(modelFor({ ...defaultSpec, task: 'ripple' }).loss).toBe('squared-error');
  });

  test('has its features below its last weights, or its outputs if nothing is below', () => {
    const deep = mlp([2, 8, 8, 2]);
    expect([featureNode(deep), outputNode(deep)]).toEqual([3, 4]);
    expect(featureNode(mlp([2, 2]))).toBe(0);
  });
});

describe('reading a model as a perceptron', () => {
  const plain = mlp([3, 4, 4, 2], 'relu');
  const changed = (...changes: (readonly [number, Node])[]): Model => {
    const nodes = [...plain.nodes];
    for (const [id, node] of changes) nodes[id] = node;
    return { ...plain, nodes };
  };

  test('finds its layers again', () => {
    expect(perceptronOf(plain)).toMatchObject({ widths: [3, 4, 4, 2], activation: 'relu' });
    expect(perceptronOf(mlp([3, 2], 'relu'))).toMatchObject({
      layers: [{ inputs: 3 }],
      activation: 'linear',
    });
  });

  test.each([
    ['layer-norm', changed([1, { op: 'layer-norm', from: [0], tensors: [], epsilon: 1e-5 }])],
    ['activations between them', changed([1, plain.nodes[0]!])],
    ['activations between them', changed([2, { op: 'dense', from: [0], tensors: [2, 3] }])],
    ['activation of the outputs', { ...plain, nodes: [...plain.nodes, { ...relu, from: [4] }] }],
    ['one activation', changed([1, { ...relu, activation: 'tanh' }])],
    ['shares no weights', changed([2, { op: 'dense', from: [1], tensors: [0, 1] }])],
  ])('says why one is none: %s', (reason, model) => {
    expect(perceptronOf(model)).toContain(reason);
  });
});
