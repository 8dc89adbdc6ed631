/** Computing of a pass that may be cut: a kernel over units from <= u < to, which nobody else writes. */
import type { Assembler, Constants, Kernel, Panels } from './kernel.ts';

export interface Stage {
  /** Parameters: address of the weights, from, to, examples of the batch. */
  readonly kernel: Kernel;
  /** What is counted: pairs of panels of the batch begin at even numbers; or a fixed number of units, for all examples. */
  readonly units: 'panels' | number;
  /** Multiply-adds of a unit, about: for a panel, or for a panel's examples where units are fixed. */
  readonly width: number;
}

/** Parameters of every stage. */
export const stageParameters = 4;

/** What kernels of a module are written with, and what all of them know. */
export interface Workshop {
  readonly assembler: Assembler;
  readonly constants: Constants;
  /** Most examples of a batch. */
  readonly capacity: number;
  /** An address for so many bytes that nobody else gets. */
  readonly place: (bytes: number) => number;
  /** Where the gradient lies, [parameter]. */
  readonly gradient: number;
  /** Where the mean loss of a pass goes. */
  readonly loss: number;
}

/** Where the numbers of a node lie. */
export interface Place {
  /** Unique in the module. */
  readonly name: string;
  /** First parameter of each of its tensors. */
  readonly tensors: readonly number[];
  readonly from: readonly Panels[];
  readonly values: Panels;
  /** Gradients of the loss at what it reads, to be overwritten; null where nobody asks for them. */
  readonly fromDeltas: readonly (Panels | null)[];
  readonly deltas: Panels;
}

export interface Stages {
  readonly forward: readonly Stage[];
  readonly backward: readonly Stage[];
}
