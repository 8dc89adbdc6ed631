/** Small models with layer norm, which no experiment can request: they show that operations are data. For tests. */
import type { LossName } from '../data/data-set.ts';
import { layoutOf } from '../model/layout.ts';
import { mlpLayout } from '../model/mlp.ts';
import type { Model, Node } from '../model/model.ts';

const epsilon = 1e-5;

/** Three inputs, four units that are normalised before their activation, two outputs; or the inputs normalised first. */
export function normalised(first: boolean, loss: LossName): Model {
  const width = first ? 3 : 4;
  const norm = { name: 'norm.scale', role: 'scale', block: 1, shape: [width] } as const;
  const parameters = layoutOf([
    ...mlpLayout([3, 4, 2]).tensors,
    norm,
    { ...norm, name: 'norm.bias', role: 'bias' },
  ]);
  const layer = (from: number): Node => ({ op: 'layer-norm', from: [from], tensors: [4, 5], epsilon });
  const hidden = (from: number): Node => ({ op: 'dense', from: [from], tensors: [0, 1] });
  const nodes: Node[] = [
    ...(first ? [layer(-1), hidden(0)] : [hidden(-1), layer(0)]),
    { op: 'activate', from: [1], tensors: [], activation: 'tanh' },
    { op: 'dense', from: [2], tensors: [2, 3] },
  ];
  return { parameters, nodes, loss, input: [3] };
}
