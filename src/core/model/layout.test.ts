import { describe, expect, test } from 'vitest';
import { defaultSpec } from '../../experiment/fields.ts';
import { layoutFor } from './describe.ts';
import { networkLayout } from './layout.ts';

describe('layout', () => {
  test('kernels and biases lie layer by layer', () => {
    const { layers, tensors, parameterCount, widths } = networkLayout([2, 8, 3, 1]);
    expect(tensors).toEqual([
      { layer: 1, kind: 'kernel', offset: 0, length: 16 },
      { layer: 1, kind: 'bias', offset: 16, length: 8 },
      { layer: 2, kind: 'kernel', offset: 24, length: 24 },
      { layer: 2, kind: 'bias', offset: 48, length: 3 },
      { layer: 3, kind: 'kernel', offset: 51, length: 3 },
      { layer: 3, kind: 'bias', offset: 54, length: 1 },
    ]);
    expect(layers.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([
      [2, 8],
      [8, 3],
      [3, 1],
    ]);
    expect(layers.flatMap(({ kernel, bias }) => [kernel, bias])).toEqual(tensors);
    expect(parameterCount).toBe(55);
    expect(widths).toEqual([2, 8, 3, 1]);
  });

  test('a linear model has one layer', () => {
    expect(networkLayout([2, 2])).toMatchObject({ parameterCount: 6, layers: [{ inputs: 2, outputs: 2 }] });
  });

  test('an experiment’s network fits its task', () => {
    expect(layoutFor(defaultSpec).widths).toEqual([2, 8, 8, 2]);
    expect(layoutFor({ ...defaultSpec, task: 'ripple', layers: [] }).widths).toEqual([2, 1]);
    expect(layoutFor({ ...defaultSpec, task: 'fashion-mnist', layers: [32] })).toMatchObject({
      widths: [784, 32, 10],
      parameterCount: 784 * 32 + 32 + 32 * 10 + 10,
    });
  });
});
