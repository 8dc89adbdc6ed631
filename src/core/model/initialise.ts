/** Initial weights of a model: each operation fills its tensors, in order, from one random stream per seed. */
import { randomStream } from '../rng.ts';
import type { Model, Node } from './model.ts';
import type { Initializer } from './ops/op.ts';
import { opOf } from './ops/ops.ts';

/** Writes the initial weights of one seed into `weights` [parameter]. */
export function initialiseWeights(
  weights: Float32Array,
  model: Pick<Model, 'nodes' | 'parameters'>,
  initializer: Initializer,
  seed: number,
): void {
  const { nodes, parameters } = model;
  const random = randomStream(seed, 'weights');
  weights.fill(0);
  for (const node of nodes) {
    const tensors = node.tensors.map((index) => parameters.tensors[index]!);
    opOf(node).initialise(tensors, weights, initializer, random);
  }
  if (initializer === 'gpt2') scaleResidualLayers(weights, model);
}

/** Divides the kernels of layers that add to the residual stream by the root of their number. */
function scaleResidualLayers(
  weights: Float32Array,
  { nodes, parameters }: Pick<Model, 'nodes' | 'parameters'>,
): void {
  const added = nodes
    .filter(({ op }) => op === 'add')
    .map(({ from }) => addedLayer(nodes, from[1]!))
    .filter((node) => node !== undefined);
  for (const { tensors } of added) {
    const { offset, length } = parameters.tensors[tensors[0]!]!;
    for (let p = offset; p < offset + length; p += 1) weights[p] = weights[p]! / Math.sqrt(added.length);
  }
}

/** The dense layer at a node, or below its dropout. */
function addedLayer(nodes: readonly Node[], at: number): Node | undefined {
  const node = nodes[at];
  if (node?.op === 'dropout') return addedLayer(nodes, node.from[0]!);
  return node?.op === 'dense' ? node : undefined;
}
