/**
 * The pool of examples on the device, and the batches and splits that networks see. The batch order is defined in
 * core/batches.ts; only row numbers are uploaded.
 */
import { gather, keep, reshape, slice, tensor, tidy, transpose, type Tensor } from '@tensorflow/tfjs-core';
import { BatchOrder, batchSize } from '../../core/batches.ts';
import type { Range, Split } from '../../core/data/data-set.ts';
import type { EngineSetup } from '../engine.ts';
import type { Batch } from './network.ts';

/** Batches of a block of consecutive steps. */
export interface BatchBlock {
  /** The batch of the block's step `i`. Call within a tidy. */
  readonly at: (i: number) => Batch;
  readonly dispose: () => void;
}

export class Examples {
  readonly #inputs: Tensor; // [example, feature]
  readonly #targets: Tensor; // [example, output]
  readonly #setup: EngineSetup;
  /** One order for all replicas if they see the same batches, else one per replica. */
  readonly #orders: readonly { readonly order: BatchOrder; readonly start: number }[];
  #wholeTraining: Batch | null = null;

  /** Throws if data sets differ in size: replicas train and are evaluated in lock-step. */
  constructor(setup: EngineSetup) {
    const { data, replicas, batch } = setup;
    this.#setup = setup;
    for (const split of ['train', 'guard', 'test'] as const) {
      const counts = new Set(replicas.map(({ dataSet }) => data.sets[dataSet]![split].count));
      if (counts.size > 1) throw new Error(`data sets differ in the size of their ${split} split`);
    }
    const rows = data.inputs.length / data.features;
    // Copies: the caller may change or transfer the pool before it has been uploaded.
    this.#inputs = keep(tensor(data.inputs.slice(), [rows, data.features]));
    this.#targets = keep(tensor(data.targets.slice(), [rows, data.outputs]));
    const streams = new Map<string, BatchOrder>();
    const orders = replicas.map(({ seed, dataSet }) => {
      const { start, count } = data.sets[dataSet]!.train;
      const key = batch === 0 ? `${dataSet}` : `${dataSet} ${seed}`;
      const order = streams.get(key) ?? new BatchOrder({ examples: count, batch }, seed);
      streams.set(key, order);
      return { order, start };
    });
    this.#orders = streams.size === 1 ? orders.slice(0, 1) : orders;
  }

  /** Examples per step. */
  get batchSize(): number {
    return batchSize({ examples: this.count('train'), batch: this.#setup.batch });
  }

  /** Examples of a split, the same for all replicas. */
  count(split: Split): number {
    return this.#range(0, split).count;
  }

  /** The batches of `steps` steps from `first` on. */
  batches(first: number, steps: number): BatchBlock {
    if (this.#setup.batch === 0) {
      const whole = (this.#wholeTraining ??= this.#keepWholeTraining());
      return { at: () => whole, dispose: () => undefined };
    }
    const width = this.#orders.length * this.batchSize;
    const table = new Int32Array(steps * width);
    for (let i = 0; i < steps; i += 1) this.#writeRows(first + i, table.subarray(i * width, (i + 1) * width));
    const rows = keep(tensor(table, [steps, width], 'int32'));
    return {
      at: (i) => this.#gathered(slice(rows, [i, 0], [1, width]), this.#orders.length),
      dispose: () => rows.dispose(),
    };
  }

  /** Examples from .. from + count of a split for networks of the given replicas. Call within a tidy. */
  part(split: Split, networkReplicas: readonly number[], from: number, count: number): Batch {
    const starts = networkReplicas.map((replica) => this.#range(replica, split).start + from);
    if (starts.every((start) => start === starts[0])) {
      return this.#batch(1, (pool) => slice(pool, [starts[0]!, 0], [count, -1]));
    }
    const rows = new Int32Array(starts.length * count);
    starts.forEach((start, n) => {
      for (let i = 0; i < count; i += 1) rows[n * count + i] = start + i;
    });
    return this.#gathered(tensor(rows, [rows.length], 'int32'), starts.length);
  }

  dispose(): void {
    for (const each of [
      this.#inputs,
      this.#targets,
      this.#wholeTraining?.inputs,
      this.#wholeTraining?.targets,
    ])
      each?.dispose();
  }

  #range(replica: number, split: Split): Range {
    return this.#setup.data.sets[this.#setup.replicas[replica]!.dataSet]![split];
  }

  #keepWholeTraining(): Batch {
    const replicas = this.#orders.map((_, replica) => replica);
    const { inputs, targets } = tidy(() => ({ ...this.part('train', replicas, 0, this.count('train')) }));
    return { inputs: keep(inputs), targets: keep(targets) };
  }

  /** Pool rows of every order's batch at a step, into `target` [order, example]. */
  #writeRows(step: number, target: Int32Array): void {
    this.#orders.forEach(({ order, start }, o) => {
      const positions = order.at(step);
      for (let i = 0; i < positions.length; i += 1) target[o * positions.length + i] = start + positions[i]!;
    });
  }

  /** `rows` holds pool rows, [networks * example]. */
  #gathered(rows: Tensor, networks: number): Batch {
    const flat = reshape(rows, [-1]);
    return this.#batch(networks, (pool) => gather(pool, flat));
  }

  /** `pick` takes [networks * example] rows from a pool. */
  #batch(networks: number, pick: (pool: Tensor) => Tensor): Batch {
    const shaped = (pool: Tensor): Tensor => reshape(pick(pool), [networks, -1, pool.shape[1]!]);
    return { inputs: shaped(this.#inputs), targets: transpose(shaped(this.#targets), [0, 2, 1]) };
  }
}
