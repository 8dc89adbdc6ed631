/**
 * What an operation is: a shape rule, what it costs, its initial weights, and its forward and backward pass over a
 * batch. Values lie feature by feature, [feature, example], so that innermost loops run over the batch. All arithmetic is
 * float32, every operation rounded: the order of operations is the definition. Knows no order of nodes: pass.ts does.
 */
import type { ExperimentSpec } from '../../../experiment/fields.ts';
import type { RandomStream } from '../../rng.ts';
import type { Tensor } from '../layout.ts';
import type { Node, Shape } from '../model.ts';

export type Initializer = ExperimentSpec['initializer'];

/** What a pass works on: weights that start at `base`, the first `count` examples, and where the gradient goes. */
export interface Work {
  weights: Float32Array;
  base: number;
  count: number;
  /** [parameter] of the mean loss; null: forward only. */
  gradient: Float32Array | null;
}

/** Computing that may be cut between rows; where it is cut changes no sum. */
export interface Stage {
  readonly rows: number;
  /** Multiply-adds of a row for one example, about: what cuts are sized by. */
  readonly width: number;
  readonly run: (work: Work, from: number, to: number) => void;
}

/** Where the numbers of a node lie for as long as a pass lives, each [feature, example]. */
export interface Place<Own extends Node> {
  readonly node: Own;
  readonly tensors: readonly Tensor[];
  /** Shape of what it puts out. */
  readonly shape: Shape;
  readonly from: readonly Float32Array[];
  /** Shapes of what it reads. */
  readonly fromShapes: readonly Shape[];
  readonly values: Float32Array;
  /** Gradients of the loss at what it reads, to be overwritten; null where nobody asks for them. */
  readonly fromDeltas: readonly (Float32Array | null)[];
  /** Gradient of the loss at what it puts out. */
  readonly deltas: Float32Array;
  /** Most examples of a batch. */
  readonly capacity: number;
}

/** Multiply-adds of matrix products for one example. */
export interface OpWork {
  readonly forward: number;
  /** Gradient of the loss by its weights. */
  readonly weightGradients: number;
  /** Gradient of the loss by its inputs, which the operations below need. */
  readonly inputGradients: number;
}

export interface Op<Own extends Node> {
  /** Shape of what it puts out. Throws a RangeError, in plain words, where inputs or tensors do not fit. */
  readonly shape: (node: Own, from: readonly Shape[], tensors: readonly Tensor[]) => Shape;
  /** What it costs; `shape` is that of what it puts out. */
  readonly work: (tensors: readonly Tensor[], shape: Shape) => OpWork;
  /** Writes the initial values of its tensors, which are 0 before. */
  readonly initialise: (
    tensors: readonly Tensor[],
    weights: Float32Array,
    initializer: Initializer,
    random: RandomStream,
  ) => void;
  /**
   * Which values its backward pass looks at. One that looks at its outputs writes them over its inputs where the operation
   * before looks at nothing but its own inputs: `from` and `values` are then one array, and so are both deltas.
   */
  readonly backwardReads: 'inputs' | 'outputs';
  /** Its computing in one place of a pass. Backward, `deltas` are given, and `work.gradient` is not null. */
  readonly bind: (place: Place<Own>) => { readonly forward: Stage; readonly backward: readonly Stage[] };
}

/** All values go where they are requested, unchanged. */
export const copyStage = (from: Float32Array, to: Float32Array, size: number): Stage => ({
  rows: 1,
  width: size,
  run({ count }) {
    if (from !== to) to.set(from.subarray(0, size * count));
  },
});

/** For operations without matrix products: a few operations per value are counted nowhere. */
export const noProducts = (): OpWork => ({ forward: 0, weightGradients: 0, inputGradients: 0 });
