/**
 * A model as plain data that can be posted, stored and compared: its parameters, and the operations that turn an
 * input into outputs, each reading earlier nodes. What an operation computes is in ops/, the order in pass.ts.
 */
import type { LossName } from '../data/data-set.ts';
import type { ParameterLayout } from './layout.ts';

/** Extents of one example's values at a node, e.g. [784]. */
export type Shape = readonly number[];

/** A node, given by its index in `nodes`, or the model's input. */
export type NodeId = number;

/** Denotes the model's input in place of a node index. */
export const inputNode: NodeId = -1;

export const activationNames = ['tanh', 'relu', 'sigmoid', 'linear'] as const;
export type ActivationName = (typeof activationNames)[number];

interface NodeOf<Op extends string> {
  readonly op: Op;
  /** Nodes that it reads, all of them earlier. */
  readonly from: readonly NodeId[];
  /** Its tensors, by index in the layout, in the order defined by its operation. */
  readonly tensors: readonly number[];
}

/** kernel x + bias; tensors: kernel [outputs, inputs], bias [outputs]. */
export type DenseNode = NodeOf<'dense'>;
/** An elementwise function; 'linear' is the identity. No tensors. */
export interface ActivateNode extends NodeOf<'activate'> {
  readonly activation: ActivationName;
}
/**
 * Normalises the values of an example to mean 0 and variance 1, then scale x + bias; tensors: scale and bias, both
 * [features].
 */
export interface LayerNormNode extends NodeOf<'layer-norm'> {
  /** Added to the variance before taking the root. */
  readonly epsilon: number;
}

export type Node = DenseNode | ActivateNode | LayerNormNode;

export interface Model {
  readonly parameters: ParameterLayout;
  /** In order of computation; the values of the last one are the outputs. */
  readonly nodes: readonly Node[];
  readonly loss: LossName;
  /** Shape of one example's input. */
  readonly input: Shape;
}

/** The output node. */
export const outputNode = ({ nodes }: Pick<Model, 'nodes'>): NodeId => nodes.length - 1;

/**
 * The node that feeds the last operation with weights: the features of an example before the output layer. The output
 * node if that operation reads the input.
 */
export function featureNode(model: Pick<Model, 'nodes'>): NodeId {
  const last = model.nodes.findLast(({ tensors }) => tensors.length > 0);
  const below = last?.from[0] ?? inputNode;
  return below === inputNode ? outputNode(model) : below;
}
