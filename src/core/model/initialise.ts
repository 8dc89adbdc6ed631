/** Initial weights of a model: each operation fills its tensors, in order, from one random stream per seed. */
import { randomStream } from '../rng.ts';
import type { Model } from './model.ts';
import type { Initializer } from './ops/op.ts';
import { opOf } from './ops/ops.ts';

/** Writes the initial weights of one seed into `weights` [parameter]. */
export function initialiseWeights(
  weights: Float32Array,
  { nodes, parameters }: Model,
  initializer: Initializer,
  seed: number,
): void {
  const random = randomStream(seed, 'weights');
  weights.fill(0);
  for (const node of nodes) {
    const tensors = node.tensors.map((index) => parameters.tensors[index]!);
    opOf(node).initialise(tensors, weights, initializer, random);
  }
}
