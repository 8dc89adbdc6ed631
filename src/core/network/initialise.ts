/** Initial weights: uniform kernels, zero biases, one random stream per seed. */
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { randomStream } from '../rng.ts';
import type { LayerLayout, NetworkLayout } from './layout.ts';

/** Half-width of the uniform distribution. Glorot & Bengio (AISTATS 2010), eq. 16; He et al. (ICCV 2015), eq. 10. */
const limits: Readonly<Record<ExperimentSpec['initializer'], (layer: LayerLayout) => number>> = {
  glorot: ({ inputs, outputs }) => Math.sqrt(6 / (inputs + outputs)),
  he: ({ inputs }) => Math.sqrt(6 / inputs),
};

/** Writes the initial weights of one seed into `weights` [parameter]. */
export function initialiseWeights(
  weights: Float32Array,
  network: NetworkLayout,
  initializer: ExperimentSpec['initializer'],
  seed: number,
): void {
  const random = randomStream(seed, 'weights');
  weights.fill(0);
  for (const layer of network.layers) {
    const limit = limits[initializer](layer);
    const { offset, length } = layer.kernel;
    for (let p = offset; p < offset + length; p += 1) weights[p] = limit * (2 * random.uniform() - 1);
  }
}
