/**
 * Look-up tables of the training kernel: for each replica its examples, batch stream, learning rate and momentum; for
 * each step the schedule's factor and the bias corrections. Replicas with equal clocks share a column of the latter.
 */
import { power } from '../../core/model/optimizers.ts';
import type { ReplicaClocks } from '../clocks.ts';
import type { EngineSetup } from '../engine.ts';
import type { Gpu } from './gpu.ts';

/** Numbers in a row of constants, and in a row of a replica, which ends in three unused ones. */
const width = 4;
const replicaWidth = 8;

export class StepTables {
  /** [replica] rows (train start, stream, rate, column, momentum, 0, 0, 0), then [step, column] rows (factor, 1 - beta1^t, 1 - beta2^t, 0). */
  readonly buffer: GPUBuffer;
  readonly #gpu: Gpu;
  readonly #setup: EngineSetup;
  readonly #clocks: ReplicaClocks;
  readonly #streamOf: readonly number[];
  readonly #mostSteps: number;
  /** One replica of each column. */
  #columns: readonly number[] = [];
  #constants = new Float32Array(0);
  #generation = -1;

  constructor(
    gpu: Gpu,
    setup: EngineSetup,
    clocks: ReplicaClocks,
    streamOf: readonly number[],
    mostSteps: number,
  ) {
    this.#gpu = gpu;
    this.#setup = setup;
    this.#clocks = clocks;
    this.#streamOf = streamOf;
    this.#mostSteps = mostSteps;
    this.buffer = gpu.storage('step tables', 4 * setup.replicas.length * (replicaWidth + width * mostSteps));
  }

  /** Uploads the constants of `count` steps; returns how many columns they have. */
  write(firstStep: number, count: number): number {
    if (this.#generation !== this.#clocks.generation) this.#assignColumns();
    const { beta1, beta2 } = this.#setup.optimizer;
    const columns = this.#columns.length;
    let at = 0;
    for (let step = firstStep; step < firstStep + count; step += 1) {
      for (let c = 0; c < columns; c += 1, at += width) {
        const replica = this.#columns[c]!;
        const age = this.#clocks.age(replica, step);
        this.#constants[at] = this.#clocks.factor(replica, step);
        this.#constants[at + 1] = 1 - power(beta1, age);
        this.#constants[at + 2] = 1 - power(beta2, age);
      }
    }
    const start = 4 * replicaWidth * this.#setup.replicas.length;
    this.#gpu.device.queue.writeBuffer(this.buffer, start, this.#constants, 0, at);
    return columns;
  }

  #assignColumns(): void {
    const { replicas, data } = this.#setup;
    this.#generation = this.#clocks.generation;
    const keys = replicas.map(({ schedule }, r) =>
      JSON.stringify([schedule, this.#clocks.ahead(r), this.#clocks.began(r)]),
    );
    const distinct = [...new Set(keys)];
    this.#columns = distinct.map((key) => keys.indexOf(key));
    this.#constants = new Float32Array(width * distinct.length * this.#mostSteps);
    const table = new Uint32Array(replicaWidth * replicas.length);
    const rates = new Float32Array(table.buffer);
    replicas.forEach(({ dataSet, learningRate, momentum }, r) => {
      const at = replicaWidth * r;
      table.set([data.sets[dataSet]!.train.start, this.#streamOf[r]!], at);
      rates[at + 2] = learningRate;
      table[at + 3] = distinct.indexOf(keys[r]!);
      rates[at + 4] = momentum;
    });
    this.#gpu.device.queue.writeBuffer(this.buffer, 0, table);
  }
}
