/**
 * Training runs that were recorded elsewhere, as far as forecasts need them: weights at some steps, read in pieces so
 * that they never have to fit in memory. Files become this in src/formats; sums over it are in src/engine/recorded.
 */
import type { ParameterLayout } from './model/layout.ts';

export interface RecordedRun {
  /** As a person knows it: a folder, or the common part of its files' names. Unique. */
  readonly name: string;
  /**
   * Steps after whose checkpoint the weights were changed by a jump, ascending: no forecast made at or before one of
   * them is compared with weights after it. Empty for runs of other programs.
   */
  readonly jumps: readonly number[];
}

export interface RecordedRuns {
  /** Tensors that are weights in every checkpoint, in the order of the first one. */
  readonly parameters: ParameterLayout;
  /** At least one. */
  readonly runs: readonly RecordedRun[];
  /** Optimizer steps of the checkpoints that every run has, ascending, at least 2. */
  readonly steps: readonly number[];
  /**
   * Weights `from` <= p < `to` of the flat weight vector, of a run at a checkpoint (an index into `steps`). Rejects with
   * a sentence for a person if the file has changed or vanished. The array is the caller's.
   */
  read(run: number, checkpoint: number, from: number, to: number): Promise<Float32Array>;
}

/** Losses that were recorded beside the weights: [entry] each, steps ascending; NaN if there is none. */
export interface RecordedLosses {
  readonly steps: readonly number[];
  readonly loss: readonly number[];
  readonly validation: readonly number[];
}
