/** How a transformer's characters attend to each other, computed from the queries and keys of a pass. */
import { exp } from '../numeric/functions.ts';
import type { AttentionNode, Model, NodeId } from '../model/model.ts';
import { Pass } from '../model/pass.ts';
import type { NetworkState } from './boundary.ts';

/** The attention of one block. */
export interface AttentionLayer {
  readonly id: NodeId;
  readonly node: AttentionNode;
}

/** In order of computation: of block 1, 2, … */
export const attentionLayers = ({ nodes }: Pick<Model, 'nodes'>): AttentionLayer[] =>
  nodes.flatMap((node, id) => (node.op === 'attention' ? [{ id, node }] : []));

/** Multiply-adds of a piece, about. */
const pieceWork = 2 ** 20;

/**
 * Shares [head, character, character attended to] of one input [character]: each row sums to 1. Yields between pieces.
 */
export function* attentionOf(
  { model, weights }: NetworkState,
  input: ArrayLike<number>,
  { id, node }: AttentionLayer,
): Generator<void, Float32Array> {
  const pass = new Pass(model, 1, pieceWork);
  pass.inputs.set(input);
  yield* pass.untilInParts(id, weights, 1);
  const { heads, causal } = node;
  const [queries, keys] = node.from.map((from) => pass.values[from]!) as [Float32Array, Float32Array];
  const tokens = pass.features;
  const features = queries.length / tokens;
  const width = features / heads;
  const shares = new Float32Array(heads * tokens * tokens);
  for (let head = 0; head < heads; head += 1) {
    for (let token = 0; token < tokens; token += 1) {
      const row = shares.subarray((head * tokens + token) * tokens, (head * tokens + token + 1) * tokens);
      const seen = row.subarray(0, causal ? token + 1 : tokens);
      for (let other = 0; other < seen.length; other += 1) {
        let score = 0;
        for (let f = head * width; f < (head + 1) * width; f += 1)
          score += queries[token * features + f]! * keys[other * features + f]!;
        seen[other] = score / Math.sqrt(width);
      }
      softmax(seen);
    }
    yield;
  }
  return shares;
}

function softmax(values: Float32Array): void {
  const largest = values.reduce((a, b) => Math.max(a, b));
  let total = 0;
  values.forEach((value, at) => {
    values[at] = exp(value - largest);
    total += values[at]!;
  });
  values.forEach((value, at) => (values[at] = value / total));
}
