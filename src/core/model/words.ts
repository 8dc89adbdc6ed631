/** Names of a model's parts in words: the only place where they are defined for the page, files and results. */
import type { Tensor, TensorRole } from './layout.ts';

const many: Readonly<Record<TensorRole, string>> = {
  kernel: 'kernels',
  bias: 'biases',
  scale: 'scales',
  embedding: 'embeddings',
};

type Named = Pick<Tensor, 'name'>;

/** "block1.attention" -> "block 1 attention". */
const spelt = (name: string): string => name.replaceAll('.', ' ').replaceAll(/([a-z])(\d)/g, '$1 $2');

/** The part of the network that a tensor belongs to: "layer 2", "block 1". */
export const blockWords = ({ name }: Named): string => spelt(name.slice(0, name.indexOf('.')));

/** The layer that a tensor belongs to, without the tensor's role: "layer 2", "block 1 attention query". */
export const layerWords = ({ name }: Named): string => spelt(name.slice(0, name.lastIndexOf('.')));

/** "layer 2 kernel", "block 1 attention query kernel". */
export const tensorWords = ({ name }: Named): string => spelt(name);

/** "kernels". */
export const roleWords = (role: TensorRole): string => many[role];
