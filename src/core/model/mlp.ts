/** The multilayer perceptron: dense layers in sequence, all hidden ones with the same activation. */
import type { ExampleLoss, LossName } from '../data/data-set.ts';
import { layoutOf, type ParameterLayout, type Tensor } from './layout.ts';
import type { ActivationName, Model, Node } from './model.ts';

/** Kernel [outputs, inputs], then bias [outputs], layer by layer. `widths` run from input to output: [2, 8, 8, 2]. */
export const mlpLayout = (widths: readonly number[]): ParameterLayout =>
  layoutOf(
    widths.slice(1).flatMap((outputs, index) => {
      const block = index + 1;
      return [
        { name: `layer${block}.kernel`, role: 'kernel', block, shape: [outputs, widths[index]!] },
        { name: `layer${block}.bias`, role: 'bias', block, shape: [outputs] },
      ] as const;
    }),
  );

export const mlp = (
  widths: readonly number[],
  activation: ActivationName = 'tanh',
  loss: LossName = 'cross-entropy',
): Model => ({
  parameters: mlpLayout(widths),
  nodes: widths.slice(1).flatMap((_outputs, layer): Node[] => {
    const id = 2 * layer;
    const dense: Node = { op: 'dense', from: [id - 1], tensors: [id, id + 1] };
    return layer === widths.length - 2
      ? [dense]
      : [dense, { op: 'activate', from: [id], tensors: [], activation }];
  }),
  loss,
  input: [widths[0]!],
});

export interface PerceptronLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: Tensor;
  readonly bias: Tensor;
}

export interface Perceptron {
  readonly widths: readonly number[];
  readonly layers: readonly PerceptronLayer[];
  /** Of all hidden layers; 'linear' if there are none. */
  readonly activation: ActivationName;
  readonly loss: ExampleLoss;
}

/**
 * A model read as a perceptron, for engines whose kernels compute nothing else; or, in plain words, why it is not
 * one. Code that only needs the positions of weights reads the layout instead.
 */
export function perceptronOf({ nodes, parameters: { tensors }, input, loss }: Model): Perceptron | string {
  const other = nodes.find(({ op }) => op !== 'dense' && op !== 'activate');
  if (other !== undefined) return `it has no ${other.op}`;
  if (loss === 'token-cross-entropy') return 'it has no loss over tokens';
  const layers: PerceptronLayer[] = [];
  const activations = new Set<ActivationName>();
  for (let id = 0; id < nodes.length; id += 2) {
    const [dense, activate] = [nodes[id], nodes[id + 1]];
    // The input comes before the first node; the outputs have no activation.
    const isLayer = dense?.op === 'dense' && dense.from[0] === id - 1;
    const isActivated = activate === undefined || (activate.op === 'activate' && activate.from[0] === id);
    if (!isLayer || !isActivated) return 'it computes dense layers with activations between them only';
    if (dense.tensors.length < 2) return 'it has no layer without a bias';
    if (dense.tensors[0] !== id || dense.tensors[1] !== id + 1) return 'it shares no weights';
    const [kernel, bias] = [tensors[id]!, tensors[id + 1]!];
    layers.push({ inputs: kernel.shape[1]!, outputs: kernel.shape[0]!, kernel, bias });
    if (activate?.op === 'activate') activations.add(activate.activation);
  }
  if (nodes.length % 2 === 0) return 'it computes no activation of the outputs';
  if (activations.size > 1) return 'it computes one activation for all hidden layers only';
  const [activation = 'linear'] = activations;
  return { widths: [...input, ...layers.map(({ outputs }) => outputs)], layers, activation, loss };
}
