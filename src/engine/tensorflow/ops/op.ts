/**
 * What an operation computes for many networks at once. Values are [network, feature, column]: a column for every token,
 * or every position of an image, of every example, examples last. Features are the channels of an image, otherwise the
 * last extent of a shape. What all networks have in common is [1, ..].
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Node } from '../../../core/model/model.ts';
import type { NodePlan } from '../../../core/model/pass.ts';
import type { Constants } from '../constants.ts';

/** A node in a pass. */
export interface Given<Own extends Node> extends Omit<NodePlan, 'node' | 'tensors'> {
  readonly node: Own;
  /** Values of the nodes that it reads. */
  readonly from: readonly Tensor[];
  /** Whether `from` are the examples as they are stored, [network, example, feature]. */
  readonly rows: boolean;
  /** Its tensors, each [network, first extent, rest]. */
  readonly weights: readonly Tensor[];
  readonly networks: number;
  readonly examples: number;
  /** Whether the gradient of any of its inputs is needed. */
  readonly wanted: boolean;
  readonly constants: Constants;
}

/** Gradients of the mean loss: of all its tensors, and of all its inputs if they are wanted. */
// A type: tfjs takes no interface in its place.
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
export type Gradients = { weights: Tensor[]; from: Tensor[] };

export interface Op<Own extends Node> {
  /** Whether it can read examples as they are stored, which saves a transposed copy. */
  readonly takesRows?: true;
  /** Its values, then what its backward pass needs. */
  readonly forward: (given: Given<Own>) => readonly Tensor[];
  /** `values` are those of `forward`, `delta` the gradient with respect to the first of them. */
  readonly backward: (given: Given<Own>, values: readonly Tensor[], delta: Tensor) => Gradients;
}
