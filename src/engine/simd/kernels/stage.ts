/** A stage of a pass that may be cut: a kernel over units from <= u < to, each written only by this stage. */
import type { Tensor } from '../../../core/model/layout.ts';
import type { Node, Shape } from '../../../core/model/model.ts';
import {
  panelBytes,
  type Assembler,
  type Constants,
  type Kernel,
  type Panels,
  type Target,
} from './kernel.ts';

export interface Stage {
  /** Parameters: address of the weights, from, to, examples of the batch. */
  readonly kernel: Kernel;
  /**
   * What the units are: panels of the batch, in pairs that start at even numbers; or a fixed number of units, for all
   * examples.
   */
  readonly units: 'panels' | number;
  /** Approximate multiply-adds of a unit: for a panel, or for a panel's examples if units are fixed. */
  readonly width: number;
}

/** Parameters of every stage. */
export const stageParameters = 4;

/** The compile-time data of the kernels of a module. */
export interface Workshop {
  readonly assembler: Assembler;
  readonly constants: Constants;
  /** Maximum number of examples in a batch. */
  readonly capacity: number;
  /** Reserves an address for this many bytes. */
  readonly place: (bytes: number) => number;
  /** Address of the gradient, [parameter]. */
  readonly gradient: number;
  /** Address of a pass's mean loss. */
  readonly loss: number;
  /** Address of three words: seed and step of the batch, and 1 in a training step, 0 in any other pass. */
  readonly training: number;
}

/** Room for values of every example, in the order of others. */
export const takePanels = ({ place, capacity }: Workshop, like: Omit<Panels, 'address'>): Panels => ({
  ...like,
  address: place(panelBytes(like) * 2 * Math.ceil(capacity / 8)),
});

/** Addresses of a node's numbers. */
export interface Place {
  /** Unique in the module. */
  readonly name: string;
  readonly tensors: readonly Pick<Tensor, 'offset' | 'shape'>[];
  /** For each tensor, whether a later node has already written its gradient, to which this one adds. */
  readonly adds: readonly boolean[];
  readonly shape: Shape;
  readonly fromShapes: readonly Shape[];
  readonly from: readonly Panels[];
  readonly values: Panels;
  /**
   * Gradients of the loss with respect to its inputs; null if they are not needed. If one node is read twice, they are put
   * there from the last input to the first.
   */
  readonly fromDeltas: readonly (Target | null)[];
  readonly deltas: Panels;
}

export interface Stages {
  readonly forward: readonly Stage[];
  readonly backward: readonly Stage[];
  /** At the end of the backward pass of all nodes. */
  readonly last?: readonly Stage[];
}

/** [operation]: writes its kernels. */
export type Emitters = {
  readonly [Name in Node['op']]?: (
    workshop: Workshop,
    place: Place,
    node: Extract<Node, { readonly op: Name }>,
  ) => Stages;
};
