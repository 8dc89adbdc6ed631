/**
 * A model as plain data that can be posted, stored and compared: its parameters, and the operations that turn an input
 * into outputs, each reading nodes before it. What an operation computes is in ops/, the order of computing in pass.ts.
 */
import type { LossName } from '../data/data-set.ts';
import type { ParameterLayout } from './layout.ts';

/** Extents of one example's values at a node, e.g. [784]. */
export type Shape = readonly number[];

/** A node by its index in `nodes`, or the model's input. */
export type NodeId = number;

/** Stands for the model's input wherever a node reads from another. */
export const inputNode: NodeId = -1;

export const activationNames = ['tanh', 'relu', 'sigmoid', 'linear'] as const;
export type ActivationName = (typeof activationNames)[number];

interface NodeOf<Op extends string> {
  readonly op: Op;
  /** Nodes that it reads, all before it. */
  readonly from: readonly NodeId[];
  /** Its tensors, by their index in the layout, in the order that its operation names. */
  readonly tensors: readonly number[];
}

/** kernel x + bias; tensors: kernel [outputs, inputs], bias [outputs]. */
export type DenseNode = NodeOf<'dense'>;
/** A function of every value by itself; 'linear' leaves it as it is. No tensors. */
export interface ActivateNode extends NodeOf<'activate'> {
  readonly activation: ActivationName;
}
/** Values of an example to mean 0 and variance 1, then scale x + bias; tensors: scale and bias, both [features]. */
export interface LayerNormNode extends NodeOf<'layer-norm'> {
  /** Added to the variance before its root is taken. */
  readonly epsilon: number;
}

export type Node = DenseNode | ActivateNode | LayerNormNode;

export interface Model {
  readonly parameters: ParameterLayout;
  /** In order of computing; the last one's values are the outputs. */
  readonly nodes: readonly Node[];
  readonly loss: LossName;
  /** Shape of one example's input. */
  readonly input: Shape;
}

/** The output node. */
export const outputNode = ({ nodes }: Pick<Model, 'nodes'>): NodeId => nodes.length - 1;

/**
 * The node whose values the last operation with weights reads: what a model has made of an example before it decides.
 * The output node where that operation reads the input.
 */
export function featureNode(model: Pick<Model, 'nodes'>): NodeId {
  const last = model.nodes.findLast(({ tensors }) => tensors.length > 0);
  const below = last?.from[0] ?? inputNode;
  return below === inputNode ? outputNode(model) : below;
}
