/** Operations on tokens. An embedding is a product with a table of zeros and ones: its sums have a fixed order. */
import {
  add,
  cast,
  equal,
  matMul,
  mul,
  reshape,
  sub,
  sum,
  tile,
  transpose,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { AttentionNode, EmbedNode, PositionNode } from '../../../core/model/model.ts';
import type { Constants } from '../constants.ts';
import type { Given, Op } from './op.ts';
import { columnSums, softmax } from './softmax.ts';

/**
 * 1 in the row of each column's number, otherwise 0: [.., count, column] from [.., 1, column]. On WebGPU a cast alone leaves
 * truth values as they are stored, which our matrix product cannot read.
 */
export const oneHot = (numbers: Tensor, count: number, constants: Constants): Tensor =>
  mul(constants.of(1), cast(equal(numbers, constants.numbers(count)), 'float32'));

export const embed: Op<EmbedNode> = {
  forward({ from: [below], weights: [table], constants }) {
    const numbers = reshape(below!, [below!.shape[0], 1, -1]);
    const picks = oneHot(numbers, table!.shape[1]!, constants);
    return [matMul(table!, picks, true), picks];
  },
  backward: (_given, [, picks], delta) => ({ weights: [matMul(picks!, delta, false, true)], from: [] }),
};

export const position: Op<PositionNode> = {
  forward({ from: [below], weights: [table], shape: [tokens, features], networks, examples }) {
    const apart = reshape(below!, [below!.shape[0], features!, tokens!, examples]);
    const shifts = reshape(transpose(table!, [0, 2, 1]), [networks, features!, tokens!, 1]);
    return [reshape(add(apart, shifts), [networks, features!, -1])];
  },
  backward({ shape: [tokens, features], networks, examples }, _values, delta) {
    const sums = sum(reshape(delta, [networks, features!, tokens!, examples]), 3);
    return { weights: [transpose(sums, [0, 2, 1])], from: [delta] };
  },
};

/** [network, feature, column] as [network x head x example, feature of the head, token]. */
function byHead(values: Tensor, { node, shape, networks, examples }: Given<AttentionNode>): Tensor {
  const [tokens, features] = shape as [number, number];
  const all = values.shape[0] === networks ? values : tile(values, [networks, 1, 1]);
  const apart = reshape(all, [networks * node.heads, features / node.heads, tokens, examples]);
  return reshape(transpose(apart, [0, 3, 1, 2]), [-1, features / node.heads, tokens]);
}

/** The reverse of `byHead`. */
function together(values: Tensor, { node, shape, networks, examples }: Given<AttentionNode>): Tensor {
  const [tokens, features] = shape as [number, number];
  const apart = reshape(values, [networks * node.heads, examples, features / node.heads, tokens]);
  return reshape(transpose(apart, [0, 2, 3, 1]), [networks, features, -1]);
}

const scaleOf = ({ node, shape }: Given<AttentionNode>): number => 1 / Math.sqrt(shape[1]! / node.heads);

/** Scores and shares are [.., attended token, token]. */
export const attention: Op<AttentionNode> = {
  forward(given) {
    const { node, shape, from, constants } = given;
    const [queries, keys, values] = from.map((each) => byHead(each, given)) as [Tensor, Tensor, Tensor];
    const scores = mul(matMul(keys, queries, true), constants.of(scaleOf(given)));
    const shares = softmax(node.causal ? add(scores, constants.later(shape[0]!)) : scores, constants);
    return [together(matMul(values, shares), given), queries, keys, values, shares];
  },
  backward(given, [, ...kept], top) {
    if (!given.wanted) return { weights: [], from: [] };
    const { constants } = given;
    const [queries, keys, values, shares] = kept as [Tensor, Tensor, Tensor, Tensor];
    const delta = byHead(top, given);
    const ofShares = matMul(values, delta, true);
    const along = columnSums(mul(ofShares, shares), constants);
    const ofScores = mul(mul(shares, sub(ofShares, along)), constants.of(scaleOf(given)));
    const from = [
      matMul(keys, ofScores),
      matMul(queries, ofScores, false, true),
      matMul(delta, shares, false, true),
    ];
    return { weights: [], from: from.map((each: Tensor) => together(each, given)) };
  },
};
