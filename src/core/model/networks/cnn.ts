/** The convolutional network: stages of convolution, activation and halving, then dense layers. */
import type { LossName } from '../../data/data-set.ts';
import { inputNode, type ActivationName, type Model } from '../model.ts';
import { ModelBuilder } from './builder.ts';

export interface CnnShape {
  readonly image: readonly [channels: number, height: number, width: number];
  /** Filters of each stage. */
  readonly filters: readonly number[];
  /** Height and width of a filter: odd. */
  readonly kernel: number;
  /** How a stage halves height and width: by pooling 2 x 2, or by a convolution with stride 2. */
  readonly halving: 'max' | 'mean' | 'stride';
  /** Widths of the dense layers before the output. */
  readonly head: readonly number[];
  readonly activation: ActivationName;
  /** Share of values dropped before every dense layer; none if left out. */
  readonly dropout?: number;
  readonly outputs: number;
}

/** Height or width after a number of stages: pooling drops an incomplete window, a stride keeps it. */
const extentAfter = (extent: number, stages: number, halving: CnnShape['halving']): number =>
  Array.from({ length: stages }).reduce<number>(
    (size) => (halving === 'stride' ? Math.ceil(size / 2) : Math.floor(size / 2)),
    extent,
  );

export function cnn(shape: CnnShape, loss: LossName): Model {
  const { image, filters, kernel, halving, head, activation, dropout = 0, outputs } = shape;
  const [channels, height, width] = image;
  const builder = new ModelBuilder(image);
  const activate = (from: number): number =>
    builder.add({ op: 'activate', from: [from], tensors: [], activation });
  let node: number = inputNode;
  filters.forEach((count, stage) => {
    const kernelShape = [count, filters[stage - 1] ?? channels, kernel, kernel];
    node = builder.conv2d(node, `conv${stage + 1}`, kernelShape, halving === 'stride' ? 2 : 1);
    node = activate(node);
    if (halving !== 'stride')
      node = builder.add({ op: 'pool', from: [node], tensors: [], kind: halving, size: 2 });
  });
  node = builder.flatten(node);
  const [rows, columns] = [height, width].map((extent) => extentAfter(extent, filters.length, halving));
  const widths = [(filters.at(-1) ?? channels) * rows! * columns!, ...head, outputs];
  widths.slice(1).forEach((own, layer) => {
    if (layer > 0) node = activate(node);
    node = builder.dense(builder.dropout(node, dropout), `dense${layer + 1}`, own, widths[layer]!);
  });
  return builder.model(loss);
}
