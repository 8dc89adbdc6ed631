/**
 * What an operation is: a shape rule, its cost, its initial weights, and its forward and backward pass over a batch.
 * Values are stored [feature, example], so that innermost loops run over the batch. All arithmetic is float32, every
 * operation rounded; the order of operations is part of the definition. The order of nodes is in pass.ts.
 */
import type { ExperimentSpec } from '../../../experiment/fields.ts';
import type { RandomStream } from '../../rng.ts';
import type { Tensor } from '../layout.ts';
import type { Node, Shape } from '../model.ts';

export type Initializer = ExperimentSpec['initializer'];

/** Which training step a pass belongs to: what dropout's random numbers depend on. */
export interface TrainingStep {
  readonly seed: number;
  readonly step: number;
}

/** The data of a pass: weights that start at `base`, the first `count` examples, and where the gradient goes. */
export interface Work {
  weights: Float32Array;
  base: number;
  count: number;
  /** [parameter] of the mean loss; null: forward only. */
  gradient: Float32Array | null;
  /** Null outside of training: nothing is dropped. */
  training: TrainingStep | null;
}

/** A computation that may be cut between rows; the cuts do not change any sum. */
export interface Stage {
  readonly rows: number;
  /** Approximate multiply-adds of a row for one example, which determine where it is cut. */
  readonly width: number;
  readonly run: (work: Work, from: number, to: number) => void;
}

/** Buffers of a node for the lifetime of a pass, each [feature, example]. */
export interface Place<Own extends Node> {
  readonly node: Own;
  readonly tensors: readonly Tensor[];
  /** For each tensor, whether a later node has already written its gradient, to which this one adds. */
  readonly adds: readonly boolean[];
  /** Shape of its output. */
  readonly shape: Shape;
  readonly from: readonly Float32Array[];
  /** Shapes of its inputs. */
  readonly fromShapes: readonly Shape[];
  readonly values: Float32Array;
  /** Gradients of the loss with respect to its inputs, to be overwritten; null if they are not needed. */
  readonly fromDeltas: readonly (Float32Array | null)[];
  /** Gradient of the loss with respect to its output. */
  readonly deltas: Float32Array;
  /** Maximum number of examples in a batch. */
  readonly capacity: number;
}

/** Multiply-adds of matrix products for one example. */
export interface OpWork {
  readonly forward: number;
  /** Gradient with respect to its weights. */
  readonly weightGradients: number;
  /** Gradient with respect to its inputs, which the operations below need. */
  readonly inputGradients: number;
}

export interface Op<Own extends Node> {
  /** Shape of its output. Throws a RangeError, in plain words, if inputs or tensors do not fit. */
  readonly shape: (node: Own, from: readonly Shape[], tensors: readonly Tensor[]) => Shape;
  /** Its cost; `shape` is that of its output. */
  readonly work: (tensors: readonly Tensor[], shape: Shape) => OpWork;
  /** Writes the initial values of its tensors, which are 0 before. */
  readonly initialise: (
    tensors: readonly Tensor[],
    weights: Float32Array,
    initializer: Initializer,
    random: RandomStream,
  ) => void;
  /**
   * Which values its backward pass reads. An operation that reads its outputs may write them over its inputs if the
   * previous operation reads only its own inputs: `from` and `values` are then one array, and so are both deltas.
   */
  readonly backwardReads: 'inputs' | 'outputs';
  /** Whether it can share its tensors with later nodes. */
  readonly addsGradients?: true;
  /** Its computation at one node of a pass. Backward, `deltas` are given and `work.gradient` is not null. */
  readonly bind: (place: Place<Own>) => { readonly forward: Stage; readonly backward: readonly Stage[] };
}

/** Copies all values unchanged. */
export const copyStage = (from: Float32Array, to: Float32Array, size: number): Stage => ({
  rows: 1,
  width: size,
  run({ count }) {
    if (from !== to) to.set(from.subarray(0, size * count));
  },
});

/** For operations without matrix products: a few operations per value, which are ignored. */
export const noProducts = (): OpWork => ({ forward: 0, weightGradients: 0, inputGradients: 0 });
