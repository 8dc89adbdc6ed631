/** Which weights are recorded at every step for plots: a few, chosen at random, across the layers. */
import { randomStream } from '../rng.ts';
import type { ParameterLayout, Tensor } from './layout.ts';

/** All of them, or `most` that are evenly spaced from the first to the last. */
const spread = <Item>(items: readonly Item[], most: number): readonly Item[] =>
  items.length <= most
    ? items
    : Array.from({ length: most }, (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))]!);

/** Number of watched weights (fewer in a network with fewer weights). */
export const watchedCount = 8;

/**
 * Chooses parameter indexes: kernels in turn, and the next-to-last bias; if there is an embedding, one of its rows. If
 * there are more kernels than are watched, those that are evenly spaced from the first to the last, so that they are of
 * all blocks. Weights of inputs that hardly vary would never move; `varies` (by input feature) excludes them in the first
 * kernel.
 */
export function chooseWatched(
  { tensors, count }: ParameterLayout,
  varies: (input: number) => boolean,
  seed: number,
): Uint32Array {
  const random = randomStream(seed, 'watched');
  const chosen = new Set<number>();
  const kernels = tensors.filter(({ role }) => role === 'kernel');
  const biases = tensors.filter(({ role }) => role === 'bias');
  const allowed = (tensor: Tensor, index: number): boolean =>
    tensor !== kernels[0] || varies(index % tensor.shape.at(-1)!);
  const pick = (tensor: Tensor | undefined): void => {
    if (tensor === undefined) return;
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const index = random.below(tensor.length);
      if (chosen.has(tensor.offset + index) || !allowed(tensor, index)) continue;
      chosen.add(tensor.offset + index);
      return;
    }
  };
  const target = Math.min(watchedCount, count);
  pick(biases[Math.max(0, biases.length - 2)]);
  pick(tensors.find(({ role }) => role === 'embedding'));
  const turns = spread(kernels, target - chosen.size);
  for (let turn = 0; chosen.size < target && turn < 4 * watchedCount; turn += 1)
    pick(turns[turn % turns.length]);
  for (const tensor of tensors) {
    for (let p = tensor.offset; chosen.size < target && p < tensor.offset + tensor.length; p += 1)
      chosen.add(p);
  }
  return Uint32Array.from(chosen).sort();
}
