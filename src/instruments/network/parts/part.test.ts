import { describe, expect, it } from 'vitest';
import { matricesOf, partsOf } from '../../../core/model/layout.ts';
import { mlpLayout } from '../../../core/model/mlp.ts';
import { cnn } from '../../../core/model/networks/cnn.ts';
import { decoder } from '../../../core/model/networks/transformer.ts';
import { layerWords, partWords, tensorWords } from '../../../core/model/words.ts';
import { geometryOf } from '../layers/WeightCanvas.tsx';
import { partShown } from './part.ts';

const shape = { context: 4, vocabulary: 5, width: 6, blocks: 1, heads: 2 };
const { parameters: transformer } = decoder({ ...shape, tied: false });

describe('the parts of a network', () => {
  it('are the layers of a perceptron', () => {
    expect(partsOf(mlpLayout([2, 3, 1])).map(({ name, count }) => [name, count])).toEqual([
      ['layer1', 9],
      ['layer2', 4],
    ]);
  });

  it('are what a block of a transformer does, in words', () => {
    const parts = partsOf(transformer);
    expect(parts.map((part) => [partWords(part), part.count, part.tensors.length])).toEqual([
      ['embedding', 54, 2],
      ['block 1 layer norm 1', 12, 2],
      ['block 1 attention', 168, 8],
      ['block 1 layer norm 2', 12, 2],
      ['block 1 feed-forward', 318, 4],
      ['head layer norm', 12, 2],
      ['head', 35, 2],
    ]);
    expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(transformer.count);
    const inner = transformer.tensors.find(({ name }) => name === 'block1.feedforward.inner.kernel')!;
    expect([layerWords(inner), tensorWords(inner)]).toEqual([
      'block 1 feed-forward inner',
      'block 1 feed-forward inner kernel',
    ]);
  });

  it('are shown one by one in a large network: the one with the weight that is picked', () => {
    const { offset } = transformer.tensors.find(({ name }) => name.startsWith('block1.attention.key'))!;
    expect(partShown(transformer, offset + 3)?.name).toBe('block1.attention');
    expect(partShown(transformer, 0)?.name).toBe('embedding');
    expect(partShown(transformer, 1e9)?.name).toBe('head');
    expect(partShown(mlpLayout([2, 8, 8, 2]), 5)).toBeNull();
  });
});

describe('matrices that are drawn', () => {
  it('include tables of embeddings, and filters as images', () => {
    expect(
      matricesOf(transformer)
        .map(({ kernel, bias }) => [kernel.name, bias?.name])
        .slice(0, 3),
    ).toEqual([
      ['embedding.token', undefined],
      ['embedding.position', undefined],
      ['block1.attention.query.kernel', 'block1.attention.query.bias'],
    ]);
    const image = [1, 8, 8] as const;
    const { parameters } = cnn(
      { image, filters: [4, 12], kernel: 3, halving: 'max', head: [], activation: 'relu', outputs: 2 },
      'cross-entropy',
    );
    const [first, second] = matricesOf(parameters).map((matrix) => geometryOf(matrix, null));
    expect(first).toMatchObject({ cell: 10, cut: false, width: 3 * 40 + 30, height: 30 });
    // The second filter begins one square after the first, its second row under its first.
    expect([first!.at(0, 0), first!.at(35, 5), first!.at(40, 0), first!.at(40, 10)]).toEqual([
      0,
      null,
      9,
      12,
    ]);
    expect(first!.squares).toHaveLength(36);
    // 12 filters of 4 channels are 48 images.
    expect(second).toMatchObject({ cut: true });
    expect(second!.squares).toHaveLength(32 * 9);
  });
});
