/**
 * Row numbers of batches in linear memory, as ordered by core/batches.ts. Replicas with the same seed and number of
 * examples share them.
 */
import { batchSize, stepsPerEpoch, type BatchRule } from '../../core/batches.ts';
import type { LinearMemory } from './memory.ts';
import type { Kernels } from './program.ts';

interface Order {
  readonly rule: BatchRule;
  readonly seed: number;
  readonly address: number;
  epoch: number;
}

export interface OrderSetup {
  readonly seed: number;
  readonly examples: number;
}

export class Orders {
  readonly #kernels: Kernels;
  /** 0, 1, 2 .. */
  readonly #identity: number;
  /** [replica]. */
  readonly #orders: readonly Order[];

  /** `longest`: maximum number of rows read in their stored order. */
  constructor(
    memory: LinearMemory,
    kernels: Kernels,
    replicas: readonly OrderSetup[],
    batch: number,
    longest: number,
  ) {
    this.#kernels = kernels;
    // Kernels read to the end of a panel.
    this.#identity = memory.reserve(4 * (longest + 4));
    for (let i = 0; i < longest; i += 1) memory.words[this.#identity / 4 + i] = i;
    const known = new Map<string, Order>();
    this.#orders = replicas.map(({ seed, examples }) => {
      const key = `${seed} ${examples}`;
      const order = known.get(key) ?? {
        rule: { examples, batch },
        seed,
        address: batch === 0 ? this.#identity : memory.reserve(4 * (Math.max(examples, batch) + 4)),
        epoch: -1,
      };
      known.set(key, order);
      return order;
    });
  }

  get identity(): number {
    return this.#identity;
  }

  /** Number of examples in a replica's batch. */
  size(replica: number): number {
    return batchSize(this.#orders[replica]!.rule);
  }

  /** Steps from `step` on, including it, until any of replicas first <= r < end reaches the next epoch. */
  until(step: number, first: number, end: number): number {
    let least = Infinity;
    for (let r = first; r < end; r += 1) {
      const { rule } = this.#orders[r]!;
      if (rule.batch === 0) continue;
      const length = stepsPerEpoch(rule);
      least = Math.min(least, length - (step % length));
    }
    return least;
  }

  /** Address of the row numbers of a replica's batch at a step; those of later steps of its epoch follow. */
  at(replica: number, step: number): number {
    const order = this.#orders[replica]!;
    const { rule, seed, address } = order;
    if (rule.batch === 0) return address;
    const length = stepsPerEpoch(rule);
    const epoch = Math.floor(step / length);
    if (epoch !== order.epoch) {
      this.#kernels['shuffle']!(address, rule.examples, seed, epoch);
      order.epoch = epoch;
    }
    return address + 4 * rule.batch * (step % length);
  }
}
