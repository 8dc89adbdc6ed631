/** The interface that every way of training offers to be measured. */
import type { BenchCase } from '../protocol.ts';

export interface Trainer {
  /** Trains and waits for the device; resolves to the last step's loss (of the first replica). */
  train(steps: number): Promise<number>;
}

export type StartTrainer = (experiment: BenchCase) => Promise<Trainer>;

export const learningRates = { sgd: 0.05, adam: 0.005 } as const;

/** Adam's constants, the same for all ways. */
export const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
