/**
 * The experiments on which engines are compared: every optimizer, activation, loss, schedule, kind of batch and operation.
 */
import { inputNode, type Model } from '../../core/model/model.ts';
import { ModelBuilder } from '../../core/model/networks/builder.ts';
import { cnn } from '../../core/model/networks/cnn.ts';
import { decoder, encoder } from '../../core/model/networks/transformer.ts';
import type { EngineSetup } from '../engine.ts';
import { setupOf, smallSetup } from './setups.ts';

const constant = { name: 'constant', steps: 100 } as const;

export const gradientCases: Readonly<Record<string, EngineSetup>> = {
  'tanh, cross-entropy': smallSetup({ widths: [3, 5, 4, 2] }),
  'relu, squared error': smallSetup({ widths: [3, 6, 2], loss: 'squared-error', activation: 'relu' }),
  'sigmoid, mini-batches, own data': smallSetup(
    { widths: [2, 7, 3], activation: 'sigmoid', ownData: true },
    { batch: 4 },
  ),
  'linear, squared error, one output': smallSetup({
    widths: [4, 3, 1],
    loss: 'squared-error',
    activation: 'linear',
  }),
  'no hidden layer': smallSetup({ widths: [5, 3], seed: 2 }),
  'one replica': smallSetup({ widths: [3, 4, 2], learningRates: [1] }),
  'wide layers': smallSetup({ widths: [37, 65, 34, 10], examples: 70 }),
};

export const trajectoryCases: Readonly<Record<string, EngineSetup>> = {
  'sgd, tanh, cosine, decay': smallSetup({
    optimizer: { weightDecay: 0.01 },
    ownData: true,
    schedule: { name: 'cosine', steps: 120 },
  }),
  'momentum, relu, mini-batches, own data': smallSetup(
    {
      activation: 'relu',
      optimizer: { name: 'momentum' },
      learningRates: [0.01, 0.02, 0.005],
      ownData: true,
    },
    { batch: 4 },
  ),
  'nesterov, sigmoid, squared error, mini-batches': smallSetup(
    {
      activation: 'sigmoid',
      optimizer: { name: 'nesterov' },
      loss: 'squared-error',
      learningRates: [0.02, 0.01],
      momenta: [0.9, 0.6],
    },
    { batch: 5 },
  ),
  'rmsprop, linear, squared error, step schedule': smallSetup({
    activation: 'linear',
    optimizer: { name: 'rmsprop', beta2: 0.9, epsilon: 1e-3 },
    loss: 'squared-error',
    learningRates: [0.005, 0.01],
    schedule: { name: 'step', steps: 100 },
  }),
  'adam, tanh, mini-batches that all share': smallSetup(
    { optimizer: { name: 'adam', epsilon: 1e-4 }, learningRates: [0.01, 0.03] },
    {
      batch: 4,
      replicas: [0.01, 0.03].map((learningRate) => ({
        seed: 7,
        dataSet: 0,
        learningRate,
        momentum: 0,
        schedule: constant,
      })),
    },
  ),
  'adamw, sigmoid, decay, cosine': smallSetup({
    activation: 'sigmoid',
    optimizer: { name: 'adamw', weightDecay: 0.05, epsilon: 1e-4 },
    learningRates: [0.01, 0.02],
    schedule: { name: 'cosine', steps: 80 },
  }),
  'adam, relu, coupled decay': smallSetup({
    activation: 'relu',
    optimizer: { name: 'adam', weightDecay: 0.02, epsilon: 1e-4 },
    learningRates: [0.005, 0.01],
  }),
  'sgd, one replica without hidden layer, nothing watched': smallSetup(
    { widths: [3, 2], learningRates: [0.3] },
    { watched: new Uint32Array(0) },
  ),
  // More than any workgroup has threads.
  'sgd, 338 weights, all of them watched': smallSetup(
    { widths: [2, 20, 12, 2], learningRates: [0.1] },
    { watched: Uint32Array.from({ length: 338 }, (_, p) => p) },
  ),
  'adamw, decay of kernels, warm-up and cosine, mini-batches': smallSetup(
    {
      widths: [3, 5, 7, 2],
      optimizer: { name: 'adamw', weightDecay: 0.1, decayOf: 'kernels', epsilon: 1e-4 },
      learningRates: [0.01, 0.02],
      schedule: { name: 'cosine', steps: 90, warmup: 20 },
    },
    { batch: 4 },
  ),
  'momentum, coupled decay of kernels, step schedule after warm-up': smallSetup({
    widths: [3, 5, 2],
    optimizer: { name: 'momentum', weightDecay: 0.05, decayOf: 'kernels' },
    learningRates: [0.02, 0.01],
    schedule: { name: 'step', steps: 90, warmup: 30 },
  }),
  'sgd, squared error, clipping of most gradients': smallSetup({
    widths: [3, 6, 2],
    loss: 'squared-error',
    optimizer: { clip: 0.3 },
  }),
  'rmsprop, linear, squared error, decay of kernels, constant after warm-up': smallSetup({
    activation: 'linear',
    loss: 'squared-error',
    optimizer: { name: 'rmsprop', beta2: 0.99, epsilon: 1e-3, weightDecay: 0.02, decayOf: 'kernels' },
    learningRates: [0.002, 0.004],
    schedule: { name: 'constant', steps: 100, warmup: 10 },
  }),
  'momentum of each replica its own, none among them, cosine, decay': smallSetup({
    optimizer: { name: 'momentum', weightDecay: 0.01 },
    learningRates: [0.05, 0.05, 0.02],
    momenta: [0, 0.9, 0.5],
    schedule: { name: 'cosine', steps: 120 },
  }),
};

const images = (halving: 'max' | 'mean' | 'stride', kernel: number): Model =>
  cnn(
    { image: [2, 7, 5], filters: [3, 4], kernel, halving, head: [5], activation: 'relu', outputs: 3 },
    'cross-entropy',
  );

const text = { context: 4, vocabulary: 5, width: 6, blocks: 1, heads: 2 };

/** One node read four times, twice by one reader, and images as outputs. */
function branching(): Model {
  const b = new ModelBuilder([1, 4, 3]);
  const first = b.conv2d(inputNode, 'first', [2, 1, 3, 3], 1);
  const active = b.add({ op: 'activate', from: [first], tensors: [], activation: 'sigmoid' });
  b.sum(b.sum(active, b.sum(first, first)), first);
  return b.model('squared-error');
}

/** Windows with several largest values: a position where all channels were 0 has the second convolution's bias. */
function withTies(): Model {
  const b = new ModelBuilder([1, 4, 4]);
  const first = b.conv2d(inputNode, 'first', [2, 1, 3, 3], 1);
  const active = b.add({ op: 'activate', from: [first], tensors: [], activation: 'relu' });
  const second = b.conv2d(active, 'second', [2, 2, 1, 1], 1);
  b.flatten(b.add({ op: 'pool', from: [second], tensors: [], kind: 'max', size: 2 }));
  return b.model('squared-error');
}

/** Layers over rows of images. */
function overRows(): Model {
  const b = new ModelBuilder([2, 3, 4]);
  const below = b.dense(inputNode, 'below', 5, 4);
  const active = b.add({ op: 'activate', from: [below], tensors: [], activation: 'tanh' });
  b.flatten(b.dense(b.norm(active, 'norm', 5), 'above', 2, 5));
  return b.model('squared-error');
}

/** Tokens that are measurements, attended to as they are, and other tokens as outputs. */
function attending(): Model {
  const b = new ModelBuilder([3, 4]);
  const keys = b.dense(b.norm(inputNode, 'norm', 4), 'keys', 4, 4);
  b.add({ op: 'attention', from: [inputNode, keys, keys], tensors: [], heads: 1, causal: true });
  return b.model('squared-error');
}

/** Three replicas each. */
export const modelCases: Readonly<Record<string, EngineSetup>> = {
  'convolutions, the largest of four': setupOf(images('max', 3), {}, { batch: 5 }),
  'convolutions of 5 x 5, the mean of four, own data': setupOf(images('mean', 5), { ownData: true }),
  'the largest of equal values': setupOf(withTies()),
  'convolutions with a stride': setupOf(images('stride', 3)),
  'a decoder': setupOf(decoder({ ...text, tied: false }), { ownData: true }, { batch: 5 }),
  'a decoder that shares its embeddings, of two blocks': setupOf(decoder({ ...text, blocks: 2, tied: true })),
  'an encoder, read at its first token': setupOf(encoder({ ...text, classes: 3, readout: 'first' })),
  'an encoder, read as a mean': setupOf(encoder({ ...text, classes: 3, readout: 'mean' }), {}, { batch: 4 }),
  'branches that meet again': setupOf(branching()),
  'layers over rows of images': setupOf(overRows()),
  'attention to measurements that all share': setupOf(attending()),
};

/** For engines that drop values. */
export const dropoutCases: Readonly<Record<string, EngineSetup>> = {
  'an encoder with dropout, mini-batches': setupOf(
    encoder({ ...text, blocks: 2, classes: 3, readout: 'mean', dropout: 0.3 }),
    { ownData: true },
    { batch: 5 },
  ),
  'a decoder with dropout': setupOf(decoder({ ...text, tied: true, dropout: 0.1 })),
};
