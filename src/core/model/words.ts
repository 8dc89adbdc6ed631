/** Names of a model's parts in words: the only place where they are defined for the page, files and results. */
import type { Tensor, TensorRole } from './layout.ts';

const many: Readonly<Record<TensorRole, string>> = {
  kernel: 'kernels',
  bias: 'biases',
  scale: 'scales',
  embedding: 'embeddings',
};

/** "layer 2". */
export const blockWords = (block: number): string => `layer ${block}`;

/** "layer 2 kernel". */
export const tensorWords = ({ block, role }: Pick<Tensor, 'block' | 'role'>): string =>
  `${blockWords(block)} ${role}`;

/** "kernels". */
export const roleWords = (role: TensorRole): string => many[role];
