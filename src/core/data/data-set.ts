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
  /** Numbers in a row of inputs. */
  readonly features: number;
  /**
   * Numbers in a row of targets. For a loss with one prediction for each example, the number of the network's outputs;
   * for a loss over tokens, one class number for each token, while the outputs are [token, class].
   */
  readonly outputs: number;
  /**
   * [example, feature]: measurements, standardised with the training split's mean and standard deviation; or the numbers
   * of characters, as they are.
   */
  readonly inputs: Float32Array;
  /** [example, target]. */
  readonly targets: Float32Array;
  /** One entry per data set: one per seed, or a single one that all seeds share. */
  readonly sets: readonly Splits[];
}
