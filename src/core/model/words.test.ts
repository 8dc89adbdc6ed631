import { expect, test } from 'vitest';
import { blockName, partName } from './layout.ts';
import { cnn } from './networks/cnn.ts';
import { decoder } from './networks/transformer.ts';
import { blockWords, layerWords, tensorWords } from './words.ts';

test('our own networks are blocks of the first part of a name', () => {
  const shape = { context: 4, vocabulary: 5, width: 6, blocks: 2, heads: 2, tied: false };
  const image = {
    image: [1, 8, 8],
    filters: [2, 3],
    kernel: 3,
    halving: 'max',
    head: [4],
    outputs: 2,
  } as const;
  const networks = [decoder(shape), cnn({ ...image, activation: 'relu' }, 'cross-entropy')];
  for (const { tensors } of networks.map(({ parameters }) => parameters))
    for (const { name } of tensors) {
      const parts = name.split('.').slice(0, -1);
      expect([blockName(name), partName({ name })]).toEqual([parts[0], parts.slice(0, 2).join('.')]);
    }
});

/** Names of tensors in files, with their block, part, and the words for block, layer and tensor. */
// prettier-ignore
const foreign = [
  ['encoder.layer.0.attention.query.weight', 'encoder.layer.0', 'encoder.layer.0.attention', 'encoder layer 0', 'encoder layer 0 attention query', 'encoder layer 0 attention query weight'],
  ['wav2vec2.encoder.layers.11.norm.weight', 'wav2vec2.encoder.layers.11', 'wav2vec2.encoder.layers.11.norm', 'wav2vec2 encoder layers 11', 'wav2vec2 encoder layers 11 norm', 'wav2vec2 encoder layers 11 norm weight'],
  ['transformer.h.3.ln_1.bias', 'transformer.h.3', 'transformer.h.3.ln_1', 'transformer h 3', 'transformer h 3 ln_1', 'transformer h 3 ln_1 bias'],
  ['transformer.wte.weight', 'transformer', 'transformer.wte', 'transformer', 'transformer wte', 'transformer wte weight'],
  ['bert.embeddings.word_embeddings.weight', 'bert.embeddings', 'bert.embeddings.word_embeddings', 'bert embeddings', 'bert embeddings word_embeddings', 'bert embeddings word_embeddings weight'],
  ['layer1.0.conv1.weight', 'layer1.0', 'layer1.0.conv1', 'layer 1 0', 'layer 1 0 conv 1', 'layer 1 0 conv 1 weight'],
  ['fc1.weight', 'fc1', 'fc1', 'fc 1', 'fc 1', 'fc 1 weight'],
  ['0.weight', '0', '0', '0', '0', '0 weight'],
  ['params/Dense_0/kernel', 'params/Dense_0', 'params/Dense_0', 'params Dense_0', 'params Dense_0', 'params Dense_0 kernel'],
  ['layers/dense/vars/0', 'layers/dense', 'layers/dense', 'layers dense', 'layers dense', 'layers dense vars 0'],
  ['layers/dense_1/vars/1', 'layers/dense_1', 'layers/dense_1', 'layers dense_1', 'layers dense_1', 'layers dense_1 vars 1'],
  ['classifier.weight', 'classifier', 'classifier', 'classifier', 'classifier', 'classifier weight'],
  ['weight', 'weight', 'weight', 'weight', 'weight', 'weight'],
  ['W1', 'W1', 'W1', 'W1', 'W1', 'W1'],
  ['', '', '', '', '', ''],
  ['.', '.', '.', ' ', ' ', ' '],
] as const;

test.each(foreign)('“%s” of another network', (name, block, part, inBlock, inLayer, whole) => {
  expect([blockName(name), partName({ name })]).toEqual([block, part]);
  expect([blockWords({ name }), layerWords({ name }), tensorWords({ name })]).toEqual([
    inBlock,
    inLayer,
    whole,
  ]);
});
