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

/**
 * kernel x + bias for every token [.., inputs]; tensors: kernel [outputs, inputs], and bias [outputs] unless it has
 * none.
 */
export type DenseNode = NodeOf<'dense'>;
/** An elementwise function; 'linear' is the identity. No tensors. */
export interface ActivateNode extends NodeOf<'activate'> {
  readonly activation: ActivationName;
}
/**
 * Normalises the values of a token [.., features] to mean 0 and variance 1, then scale x + bias; tensors: scale and bias,
 * both [features].
 */
export interface LayerNormNode extends NodeOf<'layer-norm'> {
  /** Added to the variance before taking the root. */
  readonly epsilon: number;
}

/**
 * In training steps, sets each value to 0 with probability `rate` and multiplies the others by 1 / (1 - rate) (Srivastava
 * et al., JMLR 15, 2014); otherwise the identity. No tensors.
 */
export interface DropoutNode extends NodeOf<'dropout'> {
  readonly rate: number;
  /** Its number among the model's dropouts, each of which has separate random numbers. */
  readonly stream: number;
}
/** x Phi(x) by its tanh form (Hendrycks & Gimpel, arXiv 1606.08415). No tensors. */
export type GeluNode = NodeOf<'gelu'>;
/** The sum of two nodes of one shape: a residual connection. No tensors. */
export type AddNode = NodeOf<'add'>;
/**
 * Cross-correlation of [channels, height, width] with zeros around it, so that a stride of 1 preserves height and width;
 * tensors: kernel [outputs, channels, size, size] with an odd size, bias [outputs].
 */
export interface Conv2dNode extends NodeOf<'conv2d'> {
  readonly stride: number;
}
/**
 * The largest, or the mean, of every square of `size` x `size` values of a channel; an incomplete window at the end is
 * dropped.
 */
export interface PoolNode extends NodeOf<'pool'> {
  readonly kind: 'max' | 'mean';
  readonly size: number;
}
/** All values in one row, in order. No tensors. */
export type FlattenNode = NodeOf<'flatten'>;
/** Rows of a table, looked up by the whole numbers in its input [tokens]; tensors: table [vocabulary, features]. */
export type EmbedNode = NodeOf<'embed'>;
/** Adds a learned vector for every position; tensors: table [tokens, features]. */
export type PositionNode = NodeOf<'position'>;
/**
 * Scaled dot-product attention (Vaswani et al., arXiv 1706.03762, eq. 1) of queries, keys and values [tokens, features], in
 * that order, each head over its share of the features. No tensors. Causal: a token attends to none after it.
 */
export interface AttentionNode extends NodeOf<'attention'> {
  readonly heads: number;
  readonly causal: boolean;
}
/** One token of [tokens, features]: the first, or the mean of all. No tensors. */
export interface ReadoutNode extends NodeOf<'readout'> {
  readonly kind: 'first' | 'mean';
}

export type Node =
  | DenseNode
  | ActivateNode
  | LayerNormNode
  | GeluNode
  | DropoutNode
  | AddNode
  | Conv2dNode
  | PoolNode
  | FlattenNode
  | EmbedNode
  | PositionNode
  | AttentionNode
  | ReadoutNode;

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
