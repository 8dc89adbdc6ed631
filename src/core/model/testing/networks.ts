/** Networks that no experiment has, for tests. */
import type { ActivationName, Model, NodeId, PoolNode } from '../model.ts';
import { ModelBuilder } from '../networks/builder.ts';
import { shapesOf } from '../pass.ts';

export interface Convolutions {
  readonly input: readonly [channels: number, height: number, width: number];
  readonly layers: readonly {
    readonly filters: number;
    readonly size: number;
    readonly stride: number;
    /** Side of the windows that are pooled, limited by that of the image; 1: no pooling. */
    readonly pool: number;
  }[];
  readonly kind: PoolNode['kind'];
  readonly activation: ActivationName;
  readonly outputs: number;
  readonly dropout: number;
}

/** Convolutions and windows of any size. */
export function convolutional(choice: Convolutions): Model {
  const { input, layers, kind, activation, outputs, dropout } = choice;
  const builder = new ModelBuilder(input);
  const shapeAt = (node: NodeId): readonly number[] => shapesOf(builder.model('squared-error'))[node]!;
  let [below, channels] = [-1, input[0]];
  for (const [layer, { filters, size, stride, pool }] of layers.entries()) {
    below = builder.conv2d(below, `conv${layer}`, [filters, channels, size, size], stride);
    below = builder.add({ op: 'activate', from: [below], tensors: [], activation });
    const windows = Math.min(pool, ...shapeAt(below).slice(1));
    if (windows > 1) below = builder.add({ op: 'pool', from: [below], tensors: [], kind, size: windows });
    channels = filters;
  }
  const flat = builder.flatten(below);
  builder.dense(builder.dropout(flat, dropout), 'last', outputs, shapeAt(flat)[0]!);
  return builder.model('cross-entropy');
}

/** Nodes that are read many times, some of them twice by one reader; dense layers and an end over tokens. */
export function tangled(tokens: number, width: number): Model {
  const builder = new ModelBuilder([tokens, width]);
  const first = builder.dense(-1, 'first', width, width);
  const active = builder.add({ op: 'activate', from: [first], tensors: [], activation: 'sigmoid' });
  const twice = builder.sum(first, first);
  const from = [active, active, active];
  const read = builder.add({ op: 'attention', from, tensors: [], heads: 1, causal: true });
  const again = builder.add({
    op: 'attention',
    from: [read, twice, twice],
    tensors: [],
    heads: 1,
    causal: false,
  });
  const sum = builder.sum(builder.sum(active, again), first);
  builder.dense(builder.flatten(sum), 'last', 3, tokens * width);
  return builder.model('squared-error');
}
