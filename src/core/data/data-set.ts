/** The form of the examples that engines train on: one pool of rows, and the row ranges of each data set's splits. */
import type { Task } from '../../experiment/tasks.ts';

export type Split = 'train' | 'guard' | 'test';

export interface Range {
  readonly start: number;
  readonly count: number;
}

/** Row ranges of one data set inside the pool. */
export type Splits = Readonly<Record<Split, Range>>;

/**
 * Softmax cross-entropy with one-hot targets, squared error averaged over the outputs, or softmax cross-entropy of
 * every token with class numbers as targets.
 */
export type LossName = Task['loss'];

/** The losses with one prediction for each example. */
export type ExampleLoss = Exclude<LossName, 'token-cross-entropy'>;

export interface DataPool {
  readonly features: number;
  readonly outputs: number;
  /** [example, feature], standardised with the training split's mean and standard deviation. */
  readonly inputs: Float32Array;
  /** [example, output]. */
  readonly targets: Float32Array;
  /** One entry per data set: one per seed, or a single one that all seeds share. */
  readonly sets: readonly Splits[];
}
