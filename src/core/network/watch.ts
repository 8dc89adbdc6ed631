/** Which weights are recorded at every step, for plots: a few, at random, across the layers. */
import { randomStream } from '../rng.ts';
import type { NetworkLayout, ParameterTensor } from './layout.ts';

/** How many weights are watched (fewer in a network that has fewer). */
export const watchedCount = 8;

/**
 * Chooses parameter indexes: kernels in turn, and the last but one bias. Weights of inputs that hardly
 * vary would never move; `varies` (by input feature) leaves them out of the first layer.
 */
export function chooseWatched(
  network: NetworkLayout,
  varies: (input: number) => boolean,
  seed: number,
): Uint32Array {
  const random = randomStream(seed, 'watched');
  const { layers, tensors, parameterCount } = network;
  const chosen = new Set<number>();
  const allowed = (tensor: ParameterTensor, index: number): boolean =>
    tensor.layer > 1 || tensor.kind === 'bias' || varies(index % layers[0]!.inputs);
  const pick = (tensor: ParameterTensor): void => {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const index = random.below(tensor.length);
      if (chosen.has(tensor.offset + index) || !allowed(tensor, index)) continue;
      chosen.add(tensor.offset + index);
      return;
    }
  };
  const target = Math.min(watchedCount, parameterCount);
  pick(layers[Math.max(0, layers.length - 2)]!.bias);
  for (let turn = 0; chosen.size < target && turn < 4 * watchedCount; turn += 1)
    pick(layers[turn % layers.length]!.kernel);
  for (const tensor of tensors) {
    for (let p = tensor.offset; chosen.size < target && p < tensor.offset + tensor.length; p += 1)
      chosen.add(p);
  }
  return Uint32Array.from(chosen).sort();
}

/** The tensor a parameter belongs to. */
export function tensorOf(network: NetworkLayout, parameter: number): ParameterTensor {
  const tensor = network.tensors.find(
    ({ offset, length }) => parameter >= offset && parameter < offset + length,
  );
  if (tensor === undefined) throw new RangeError(`no parameter ${parameter}`);
  return tensor;
}
