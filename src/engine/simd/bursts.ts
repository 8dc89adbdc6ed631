/** Bursts of steps: passes coefficients to the training kernel, epoch by epoch, and copies its results out. */
import type { ReplicaSetup } from '../engine.ts';
import type { Burst } from '../host/machine.ts';
import { replicaBytes } from './kernels/train.ts';
import { coefficientCount } from '../../core/model/optimizers.ts';
import type { LinearMemory } from './memory.ts';
import type { Orders } from './orders.ts';
import type { Kernels } from './program.ts';

/** Maximum numbers that a burst keeps in memory: longer bursts are done in slices. */
const maxNumbers = 2 ** 17;

export interface BurstSources {
  readonly memory: LinearMemory;
  readonly kernels: Kernels;
  readonly orders: Orders;
  readonly replicas: readonly Pick<ReplicaSetup, 'seed' | 'dataSet'>[];
  /** Whether a batch is all of a data set: it is then loaded once for all replicas that share it. */
  readonly wholeBatch: boolean;
  /** Address of three words: seed, step, and whether it trains (kernels/stage.ts). */
  readonly training: number;
  readonly watched: Uint32Array;
  /** Address of the first replica's record (kernels/train.ts). */
  readonly records: number;
}

export class Bursts {
  readonly #sources: BurstSources;
  /** All replicas, those that share a data set one after the other. */
  readonly #order: readonly number[];
  /** Steps of a slice. */
  readonly #steps: number;
  /** Addresses of the data of a slice, [replica, step] each, and of the list of watched weights. */
  readonly #coefficients: number;
  readonly #losses: number;
  readonly #seen: number;
  readonly #watched: number;

  constructor(sources: BurstSources) {
    const { memory, watched } = sources;
    const replicas = sources.replicas.length;
    this.#sources = sources;
    const setOf = sources.replicas.map(({ dataSet }) => dataSet);
    this.#order = [...setOf.keys()].sort((a, b) => setOf[a]! - setOf[b]!);
    this.#steps = Math.max(1, Math.floor(maxNumbers / (replicas * (coefficientCount + 1 + watched.length))));
    const numbers = replicas * this.#steps;
    this.#coefficients = memory.reserve(4 * coefficientCount * numbers);
    this.#losses = memory.reserve(4 * numbers);
    this.#seen = memory.reserve(4 * watched.length * numbers);
    this.#watched = memory.reserve(4 * watched.length);
    // In bytes from a replica's first weight.
    watched.forEach((parameter, i) => {
      memory.words[this.#watched / 4 + i] = 4 * parameter;
    });
  }

  /** As `train` of a machine. */
  train(burst: Burst, loss: Float32Array, watched: Float32Array, row: number): void {
    for (let done = 0; done < burst.steps; done += this.#steps) {
      const steps = Math.min(this.#steps, burst.steps - done);
      this.#copyIn(burst, done, steps);
      this.#trainSlice(burst, burst.step + done, steps);
      this.#copyOut(burst, steps, loss, watched, row + done);
    }
  }

  #copyIn({ first, end, coefficients }: Burst, done: number, steps: number): void {
    const { floats } = this.#sources.memory;
    for (let s = 0; s < steps; s += 1) {
      for (let r = first; r < end; r += 1) {
        const from = ((done + s) * (end - first) + r - first) * coefficientCount;
        const to = this.#coefficients / 4 + (r * this.#steps + s) * coefficientCount;
        for (let i = 0; i < coefficientCount; i += 1) floats[to + i] = coefficients[from + i]!;
      }
    }
  }

  /** Replicas that share an order reach its next epoch together. */
  #trainSlice({ first, end }: Burst, step: number, steps: number): void {
    const { kernels, memory, orders, records, replicas, training, watched, wholeBatch } = this.#sources;
    for (let s = 0; s < steps;) {
      const together = Math.min(steps - s, orders.until(step + s, first, end));
      let loaded = -1;
      for (const r of this.#order) {
        if (r < first || r >= end) continue;
        const { seed, dataSet } = replicas[r]!;
        const at = r * this.#steps + s;
        memory.words.set([seed, step + s, 1], training / 4);
        kernels['train']!(
          records + r * replicaBytes,
          wholeBatch && dataSet === loaded ? 0 : orders.at(r, step + s),
          orders.size(r),
          this.#coefficients + 4 * coefficientCount * at,
          this.#losses + 4 * at,
          this.#watched,
          this.#watched + 4 * watched.length,
          this.#seen + 4 * watched.length * at,
          together,
        );
        loaded = dataSet;
      }
      s += together;
    }
  }

  #copyOut(
    { first, end }: Burst,
    steps: number,
    loss: Float32Array,
    watched: Float32Array,
    row: number,
  ): void {
    const { memory } = this.#sources;
    const replicas = this.#sources.replicas.length;
    const { floats } = memory;
    const { length } = this.#sources.watched;
    for (let r = first; r < end; r += 1) {
      for (let s = 0; s < steps; s += 1) {
        const from = r * this.#steps + s;
        const to = (row + s) * replicas + r;
        loss[to] = floats[this.#losses / 4 + from]!;
        for (let w = 0; w < length; w += 1)
          watched[to * length + w] = floats[this.#seen / 4 + from * length + w]!;
      }
    }
  }
}
