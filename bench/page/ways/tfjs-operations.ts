/**
 * The operations of models in stock tfjs, differentiated by its tape. Where a backend has no gradient of the stock
 * operation, the usual detour: a convolution as a product of patches, a table of embeddings as a product with one-hot
 * rows. Images are [example, row, column, channel], as tfjs stores them.
 */
import * as tf from '@tensorflow/tfjs';
import type { NamedTensor, Operations } from './interpret.ts';

/** A kernel [outputs, inputs] is stored as [inputs, outputs], and [outputs, channels, row, column] turned likewise. */
export function variableOf({ values, shape, role }: NamedTensor): tf.Variable {
  const order = shape.length === 4 ? [2, 3, 1, 0] : [1, 0];
  return tf.tidy(() => {
    const stored = tf.tensor(values, shape);
    return tf.variable(role === 'kernel' ? tf.transpose(stored, order) : stored);
  });
}

/** A batch of examples of any shape. */
export function inputsOf(values: Float32Array, shape: number[]): tf.Tensor {
  return shape.length === 4
    ? tf.tidy(() => tf.tensor(values, shape).transpose([0, 2, 3, 1]))
    : tf.tensor(values, shape);
}

/** The square patches around every pixel, [example * row * column, patch row * patch column * channel]. */
function patchesOf(image: tf.Tensor4D, size: number): tf.Tensor2D {
  const [batch, height, width, channels] = image.shape;
  const border: [number, number] = [(size - 1) / 2, (size - 1) / 2];
  const padded = tf.pad(image, [[0, 0], border, border, [0, 0]]);
  const shifted = Array.from({ length: size * size }, (_, i) =>
    tf.slice(padded, [0, Math.floor(i / size), i % size, 0], [batch, height, width, channels]),
  );
  return tf.reshape(tf.concat(shifted, 3), [-1, size * size * channels]);
}

function convolvedByPatches(image: tf.Tensor4D, kernel: tf.Tensor4D, stride: number): tf.Tensor {
  if (stride !== 1) throw new Error('patches are taken at a stride of 1 only');
  const [batch, height, width] = image.shape;
  const [size, , channels, outputs] = kernel.shape;
  const products = tf.matMul(patchesOf(image, size), tf.reshape(kernel, [size * size * channels, outputs]));
  return tf.reshape(products, [batch, height, width, outputs]);
}

/** 0 where a token may attend, -1e9 where not. */
const masks = new Map<number, tf.Tensor2D>();

function causalMask(tokens: number): tf.Tensor2D {
  const found = masks.get(tokens);
  if (found !== undefined) return found;
  const rows = Array.from({ length: tokens }, (_, q) =>
    Array.from({ length: tokens }, (_key, k) => (k > q ? -1e9 : 0)),
  );
  const mask = tf.keep(tf.tensor2d(rows));
  masks.set(tokens, mask);
  return mask;
}

/** Rows of a table for whole numbers, by a product. */
function embeddedByProduct(x: tf.Tensor, table: tf.Tensor): tf.Tensor {
  const [vocabulary, width] = table.shape as [number, number];
  const chosen = tf.oneHot(tf.reshape(x, [-1]), vocabulary);
  return tf.reshape(tf.matMul(tf.cast(chosen, 'float32'), table), [...x.shape, width]);
}

/** Those of the backend in use. */
export function tfjsOperations(): Operations<tf.Tensor> {
  const kernels = new Set(tf.getKernelsForBackend(tf.getBackend()).map(({ kernelName }) => kernelName));
  const hasConvolution = kernels.has('Conv2DBackpropFilter');
  const hasLookup = kernels.has('UnsortedSegmentSum');
  return {
    ...operations,
    conv2d([x], [kernel, bias], { stride }) {
      const [image, filters] = [x as tf.Tensor4D, kernel as tf.Tensor4D];
      const convolved = hasConvolution
        ? tf.conv2d(image, filters, stride, 'same')
        : convolvedByPatches(image, filters, stride);
      return tf.add(convolved, bias!);
    },
    embed([x], [table]) {
      const numbers = tf.cast(x!, 'int32');
      return hasLookup ? tf.gather(table!, numbers) : embeddedByProduct(numbers, table!);
    },
  };
}

const operations: Operations<tf.Tensor> = {
  dense([x], [kernel, bias]) {
    const [inputs, outputs] = kernel!.shape as [number, number];
    const products = tf.matMul(tf.reshape(x!, [-1, inputs]), kernel!);
    return tf.reshape(tf.add(products, bias!), [...x!.shape.slice(0, -1), outputs]);
  },

  activate([x], _, { activation }) {
    return { tanh: tf.tanh, relu: tf.relu, sigmoid: tf.sigmoid, linear: tf.clone }[activation](x!);
  },

  'layer-norm'([x], [scale, bias], { epsilon }) {
    const { mean, variance } = tf.moments(x!, -1, true);
    const normal = tf.div(tf.sub(x!, mean), tf.sqrt(tf.add(variance, epsilon)));
    return tf.add(tf.mul(normal, scale!), bias!);
  },

  gelu([x]) {
    const cube = tf.mul(tf.square(x!), x!);
    const inner = tf.mul(tf.add(x!, tf.mul(cube, 0.044715)), Math.sqrt(2 / Math.PI));
    return tf.mul(tf.mul(x!, 0.5), tf.add(tf.tanh(inner), 1));
  },

  add: ([x, y]) => tf.add(x!, y!),

  pool: ([x], _, { kind, size }) =>
    kind === 'max'
      ? tf.maxPool(x as tf.Tensor4D, size, size, 'valid')
      : tf.avgPool(x as tf.Tensor4D, size, size, 'valid'),

  flatten([x]) {
    const [batch] = x!.shape as [number];
    return tf.reshape(tf.transpose(x!, [0, 3, 1, 2]), [batch, -1]);
  },

  position: ([x], [table]) => tf.add(x!, table!),

  attention([query, key, value], _, { heads, causal }) {
    const [batch, tokens, width] = query!.shape as [number, number, number];
    const split = (x: tf.Tensor): tf.Tensor =>
      tf.transpose(tf.reshape(x, [batch, tokens, heads, width / heads]), [0, 2, 1, 3]);
    const scores = tf.mul(tf.matMul(split(query!), split(key!), false, true), (width / heads) ** -0.5);
    const shares = tf.softmax(causal ? tf.add(scores, causalMask(tokens)) : scores);
    const summed = tf.matMul(shares, split(value!));
    return tf.reshape(tf.transpose(summed, [0, 2, 1, 3]), [batch, tokens, width]);
  },
};
