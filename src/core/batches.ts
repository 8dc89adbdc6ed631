/**
 * Batch order: which training examples each step sees. A pure function of (seed, step), so any step
 * can be recomputed and arms of a seed always agree.
 */
import { randomStream } from './rng.ts';

export interface BatchRule {
  /** Examples in the training split. */
  readonly examples: number;
  /** Examples per step; 0 is all of them, in their stored order. */
  readonly batch: number;
}

/** Number of examples in a step. */
export const batchSize = ({ examples, batch }: BatchRule): number => (batch === 0 ? examples : batch);

/** Number of whole batches in one epoch; the remainder is left out. */
export const stepsPerEpoch = (rule: BatchRule): number =>
  Math.max(1, Math.floor(rule.examples / batchSize(rule)));

/**
 * The batches of one seed. `at(step)` returns positions within the training split, [batchSize];
 * the array is reused by the next call.
 */
export class BatchOrder {
  readonly size: number;
  readonly #rule: BatchRule;
  readonly #seed: number;
  readonly #order: Uint32Array;
  readonly #batch: Uint32Array;
  #epoch = -1;

  constructor(rule: BatchRule, seed: number) {
    this.#rule = rule;
    this.#seed = seed;
    this.size = batchSize(rule);
    this.#order = Uint32Array.from({ length: rule.examples }, (_, i) => i);
    this.#batch = new Uint32Array(this.size);
  }

  at(step: number): Uint32Array {
    if (this.#rule.batch === 0) return this.#order;
    const perEpoch = stepsPerEpoch(this.#rule);
    this.#shuffleFor(Math.floor(step / perEpoch));
    const start = (step % perEpoch) * this.size;
    for (let i = 0; i < this.size; i += 1) this.#batch[i] = this.#order[start + i]!;
    return this.#batch;
  }

  /** Fisher-Yates shuffle of the identity, with a separate counter range for each epoch. */
  #shuffleFor(epoch: number): void {
    if (epoch === this.#epoch) return;
    this.#epoch = epoch;
    const order = this.#order;
    const random = randomStream(this.#seed, 'batches', epoch);
    for (let i = 0; i < order.length; i += 1) order[i] = i;
    for (let i = order.length - 1; i > 0; i -= 1) {
      const j = random.below(i + 1);
      const kept = order[i]!;
      order[i] = order[j]!;
      order[j] = kept;
    }
  }
}
