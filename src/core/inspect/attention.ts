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
 * Of each block, the shares [head, character, character attended to] of one input [character]: each row sums to 1. Yields
 * between pieces.
 */
export function* attentionOf(
  { model, weights }: NetworkState,
  input: ArrayLike<number>,
): Generator<void, Float32Array[]> {
  const layers = attentionLayers(model);
  const last = layers.at(-1);
  if (last === undefined) return [];
  const pass = new Pass(model, 1, pieceWork);
  pass.inputs.set(input);
  yield* pass.untilInParts(last.id, weights, 1);
  const shares: Float32Array[] = [];
  for (const { node } of layers) {
    shares.push(sharesOf(node, pass));
    yield;
  }
  return shares;
}

function sharesOf({ heads, causal, from }: AttentionNode, pass: Pass): Float32Array {
  const [queries, keys] = from.map((node) => pass.values[node]!) as [Float32Array, Float32Array];
  const tokens = pass.features;
  const features = queries.length / tokens;
  const width = features / heads;
  const shares = new Float32Array(heads * tokens * tokens);
  for (let row = 0; row < heads * tokens; row += 1) {
    const [head, token] = [Math.floor(row / tokens), row % tokens];
    const seen = shares.subarray(row * tokens, row * tokens + (causal ? token + 1 : tokens));
    for (let other = 0; other < seen.length; other += 1) {
      let score = 0;
      for (let f = head * width; f < (head + 1) * width; f += 1)
        score += queries[token * features + f]! * keys[other * features + f]!;
      seen[other] = score / Math.sqrt(width);
    }
    softmax(seen);
  }
  return shares;
}

function softmax(values: Float32Array): void {
  const largest = values.reduce((a, b) => Math.max(a, b));
  let total = 0;
  for (const [at, value] of values.entries()) {
    const power = exp(value - largest);
    values[at] = power;
    total += power;
  }
  for (const [at, value] of values.entries()) values[at] = value / total;
}
