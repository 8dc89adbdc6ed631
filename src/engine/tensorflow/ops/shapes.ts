/** Values in another order: examples as they are stored, all in one row, or one token for all. */
import { mul, pad, reshape, slice, sum, tile, transpose, type Tensor } from '@tensorflow/tfjs-core';
import type { FlattenNode, ReadoutNode, Shape } from '../../../core/model/model.ts';
import type { Op } from './op.ts';

/** All values of an example in the order of its shape, [network, value, example]. */
export function flattened(values: Tensor, shape: Shape, examples: number): Tensor {
  const networks = values.shape[0];
  if (shape.length !== 2) return reshape(values, [networks, -1, examples]);
  const [tokens, features] = shape as [number, number];
  const apart = reshape(values, [networks, features, tokens, examples]);
  return reshape(transpose(apart, [0, 2, 1, 3]), [networks, -1, examples]);
}

/** The reverse of `flattened`: [network, feature, column]. */
export function unflattened(rows: Tensor, shape: Shape): Tensor {
  const [networks, , examples] = rows.shape as [number, number, number];
  if (shape.length !== 2) return reshape(rows, [networks, shape[0]!, -1]);
  const [tokens, features] = shape as [number, number];
  const apart = reshape(rows, [networks, tokens, features, examples]);
  return reshape(transpose(apart, [0, 2, 1, 3]), [networks, features, -1]);
}

/** Examples [network, example, value] as [network, feature, column]. */
export const fromRows = (rows: Tensor, shape: Shape): Tensor =>
  unflattened(transpose(rows, [0, 2, 1]), shape);

export const flatten: Op<FlattenNode> = {
  forward: ({ from: [below], fromShapes, examples }) => [flattened(below!, fromShapes[0]!, examples)],
  backward: ({ fromShapes, wanted }, _values, delta) => ({
    weights: [],
    from: wanted ? [unflattened(delta, fromShapes[0]!)] : [],
  }),
};

/** The columns of every token apart, [network, feature, token, example]. */
const byToken = (values: Tensor, examples: number): Tensor =>
  reshape(values, [values.shape[0], values.shape[1]!, -1, examples]);

export const readout: Op<ReadoutNode> = {
  forward({ node, from: [below], fromShapes, examples, constants }) {
    const tokens = fromShapes[0]![0]!;
    const apart = byToken(below!, examples);
    if (node.kind === 'mean') return [mul(sum(apart, 2), constants.of(1 / tokens))];
    const [networks, features] = apart.shape as [number, number];
    return [reshape(slice(apart, [0, 0, 0, 0], [-1, -1, 1, -1]), [networks, features, examples])];
  },
  backward({ node, fromShapes, networks, examples, wanted, constants }, _values, delta) {
    if (!wanted) return { weights: [], from: [] };
    const [tokens, features] = fromShapes[0] as [number, number];
    const below =
      node.kind === 'first'
        ? pad(delta, [
            [0, 0],
            [0, 0],
            [0, (tokens - 1) * examples],
          ])
        : tile(mul(delta, constants.of(1 / tokens)), [1, 1, tokens]);
    return { weights: [], from: [reshape(below, [networks, features, -1])] };
  },
};
