/**
 * The operations of models in jax-js. Every array passed to a function is consumed by it; `.ref` keeps it for another
 * use. Embeddings are products with one-hot rows: the gradient of a lookup fails inside `jit` (version 0.1.25).
 */
import { lax, nn, numpy as np } from '@jax-js/jax';
import type { NamedTensor, Operations } from './interpret.ts';

/** A kernel [outputs, inputs] is stored as [inputs, outputs]. */
export function arrayOf({ values, shape, role }: NamedTensor): np.Array {
  const stored = np.array(values).reshape(shape);
  return role === 'kernel' && shape.length === 2 ? np.transpose(stored) : stored;
}

/** As matrix rows of `width` numbers: products of more than two axes are slower. */
const rowsOf = (x: np.Array, width: number): np.Array => x.reshape([x.size / width, width]);

export const jaxOperations: Operations<np.Array> = {
  dense([x], [kernel, bias]) {
    const shape = x!.shape.slice(0, -1);
    const [inputs, outputs] = kernel!.shape as [number, number];
    return np
      .dot(rowsOf(x!, inputs), kernel!)
      .add(bias!)
      .reshape([...shape, outputs]);
  },

  activate([x], _, { activation }) {
    return { tanh: np.tanh, relu: nn.relu, sigmoid: nn.sigmoid, linear: nn.identity }[activation](x!);
  },

  'layer-norm': ([x], [scale, bias], { epsilon }) =>
    nn.standardize(x!, -1, { epsilon }).mul(scale!).add(bias!),

  gelu: ([x]) => nn.gelu(x!, { approximate: true }),

  add: ([x, y]) => x!.add(y!),

  conv2d([x], [kernel, bias], { stride }) {
    const [outputs, , size] = kernel!.shape as [number, number, number];
    const border: [number, number] = [(size - 1) / 2, (size - 1) / 2];
    return lax
      .convGeneralDilated(x!, kernel!, [stride, stride], [border, border])
      .add(bias!.reshape([outputs, 1, 1]));
  },

  pool([x], _, { kind, size }) {
    const [batch, channels, height, width] = x!.shape as [number, number, number, number];
    const windows = x!.reshape([batch, channels, height / size, size, width / size, size]);
    return kind === 'max' ? np.max(windows, [3, 5]) : np.mean(windows, [3, 5]);
  },

  flatten([x]) {
    return x!.reshape([x!.shape[0]!, x!.size / x!.shape[0]!]);
  },

  embed([x], [table]) {
    const [vocabulary, width] = table!.shape as [number, number];
    const { shape } = x!;
    const chosen = rowsOf(nn.oneHot(x!, vocabulary), vocabulary);
    return np.dot(chosen, table!).reshape([...shape, width]);
  },

  position: ([x], [table]) => x!.add(table!),

  attention([query, key, value], _, { heads, causal }) {
    const shape = query!.shape as [number, number, number];
    const [batch, tokens, width] = shape;
    const [q, k, v] = [query!, key!, value!].map((x) => x.reshape([batch, tokens, heads, width / heads]));
    return nn.dotProductAttention(q!, k!, v!, { isCausal: causal }).reshape(shape);
  },
};
