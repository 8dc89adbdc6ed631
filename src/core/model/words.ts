/** Names of a model's parts in words: the only place where they are defined for the page, files and results. */
import { blockName, stem, type Tensor, type TensorRole } from './layout.ts';

const many: Readonly<Record<TensorRole, string>> = {
  kernel: 'kernels',
  bias: 'biases',
  scale: 'scales',
  embedding: 'embeddings',
};

/** Parts of names in our networks that are not words. */
const words: Readonly<Record<string, string>> = {
  norm: 'layer norm',
  feedforward: 'feed-forward',
};
/** In other networks a norm may be another. */
const isOwn = (name: string): boolean =>
  /^((layer|conv|dense|block)\d+|embedding|head|[^.]+$)(\.|$)/.test(name);

type Named = Pick<Tensor, 'name'>;

/** "block1.norm2" -> "block 1 layer norm 2"; "layers/dense_1/vars/0" -> "layers dense_1 vars 0". */
const spelt = (name: string): string =>
  name
    .split(/[./]/)
    .map((part) =>
      part.replace(/^([a-z]+)(\d*)$/, (_, word: string, number: string) =>
        `${(isOwn(name) ? words[word] : null) ?? word} ${number}`.trim(),
      ),
    )
    .join(' ');

/** The part of the network that a tensor belongs to: "layer 2", "block 1", "encoder layer 0". */
export const blockWords = ({ name }: Named): string => spelt(blockName(name));

/** The layer that a tensor belongs to, without the tensor's role: "layer 2", "block 1 attention query". */
export const layerWords = ({ name }: Named): string => spelt(stem(name) || name);

/** "layer 2 kernel", "block 1 attention query kernel". */
export const tensorWords = ({ name }: Named): string => spelt(name);

/** A part of the network: "block 1 attention". */
export const partWords = ({ name }: Named): string => spelt(name);

/** "kernels". */
export const roleWords = (role: TensorRole): string => many[role];
