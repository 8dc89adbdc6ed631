/** Runs the training kernel: fills its tables, splits long blocks into short dispatches, reads records back. */
import type { BatchOrder } from '../../core/batches.ts';
import { optimizers } from '../../core/model/optimizers.ts';
import type { ReplicaClocks } from '../clocks.ts';
import type { EngineSetup, TrainBlock } from '../engine.ts';
import { streamsOf, type ExampleBuffers } from './examples.ts';
import type { Gpu } from './gpu.ts';
import { planKernel, type KernelLimits, type KernelPlan } from './kernel-plan.ts';
import type { PaddedLayout } from './padded-layout.ts';
import type { SnapshotStore } from './snapshot-store.ts';
import { StepTables } from './step-tables.ts';
import { maxSteps, trainShader } from './wgsl/train.ts';

/** Target duration of one dispatch, ms: short enough for driver watchdogs and for a pause to be noticed. */
const dispatchTime = 30;

/** Maximum bytes of batch indexes, and of records, in one dispatch. */
const tableBytes = 2 ** 22;

export class Trainer {
  readonly #gpu: Gpu;
  readonly #setup: EngineSetup;
  readonly #layout: PaddedLayout;
  readonly #snapshots: SnapshotStore;
  readonly #examples: ExampleBuffers;
  readonly #pipeline: GPUComputePipeline;
  readonly #moments: GPUBuffer;
  readonly #tables: StepTables;
  readonly #scratch: GPUBuffer;
  readonly #orders: readonly BatchOrder[];
  readonly #batch: number;
  readonly #job: GPUBuffer;
  readonly #indices: GPUBuffer;
  readonly #results: GPUBuffer;
  /** Longest dispatch that the tables have room for, in steps. */
  readonly #most: number;
  #bindings: { group: GPUBindGroup; generation: number } | null = null;
  /** Current maximum length of a dispatch, in steps. */
  #burst = 1;
  #lastDone = 0;

  static async start(
    gpu: Gpu,
    setup: EngineSetup,
    clocks: ReplicaClocks,
    layout: PaddedLayout,
    limits: KernelLimits,
    snapshots: SnapshotStore,
    examples: ExampleBuffers,
    place?: KernelPlan['place'],
  ): Promise<Trainer> {
    const { orders } = streamsOf(setup);
    const batch = orders[0]!.size;
    const plan = planKernel(layout, batch, limits, true, place);
    const placeOf = new Map(Array.from(layout.parameterAt, (parameter, place) => [parameter, place]));
    const code = trainShader({
      plan,
      batch,
      activation: layout.activation,
      loss: layout.loss,
      optimizer: setup.optimizer,
      replicas: setup.replicas.length,
      indexed: setup.batch > 0,
      streams: orders.length,
      watched: Array.from(setup.watched, (parameter) => placeOf.get(parameter)!),
    });
    const pipeline = await gpu.pipeline('train', code);
    return new Trainer(
      gpu,
      setup,
      clocks,
      layout,
      snapshots,
      examples,
      pipeline,
      plan.place === 'storage' ? plan.scratch : 1,
    );
  }

  private constructor(
    gpu: Gpu,
    setup: EngineSetup,
    clocks: ReplicaClocks,
    layout: PaddedLayout,
    snapshots: SnapshotStore,
    examples: ExampleBuffers,
    pipeline: GPUComputePipeline,
    scratch: number,
  ) {
    const { replicas } = setup;
    const { orders, streamOf } = streamsOf(setup);
    this.#gpu = gpu;
    this.#setup = setup;
    this.#layout = layout;
    this.#snapshots = snapshots;
    this.#examples = examples;
    this.#pipeline = pipeline;
    this.#orders = orders;
    this.#batch = orders[0]!.size;
    this.#moments = gpu.storage(
      'moments',
      optimizers[setup.optimizer.name].moments * replicas.length * layout.groups * 16,
    );
    this.#scratch = gpu.storage('scratch', replicas.length * scratch * 16);
    this.#job = gpu.uniform('job', 16);
    const perStep = Math.max(this.#recordBytes(1), this.#indexBytes(1), 16 * replicas.length);
    this.#most = Math.max(1, Math.min(maxSteps, Math.floor(tableBytes / perStep)));
    this.#indices = gpu.storage('batch indexes', this.#indexBytes(this.#most));
    this.#results = gpu.storage('records', this.#recordBytes(this.#most));
    this.#tables = new StepTables(gpu, setup, clocks, streamOf, this.#most);
  }

  get momentBytes(): number {
    return this.#moments.size;
  }

  get moments(): GPUBuffer {
    return this.#moments;
  }

  /** Trains from `firstStep` on; steps are counted from 0. */
  async train(firstStep: number, steps: number): Promise<TrainBlock> {
    const { replicas, watched } = this.#setup;
    const loss = new Float32Array(steps * replicas.length);
    const seen = new Float32Array(loss.length * watched.length);
    const parts: Promise<void>[] = [];
    for (let done = 0; done < steps;) {
      const count = Math.min(steps - done, this.#burst, this.#most);
      const at = done;
      const began = performance.now();
      parts.push(
        this.#dispatch(firstStep + done, count).then((bytes) => {
          this.#adapt(count, began);
          const values = new Float32Array(bytes);
          loss.set(values.subarray(0, count * replicas.length), at * replicas.length);
          seen.set(values.subarray(count * replicas.length), at * replicas.length * watched.length);
        }),
      );
      done += count;
    }
    await Promise.all(parts);
    return { loss, watched: seen };
  }

  /** Sets the moments of the replicas marked in `chosen` to 0. */
  zeroMoments(chosen: readonly boolean[]): void {
    const replicas = this.#setup.replicas.length;
    const count = optimizers[this.#setup.optimizer.name].moments;
    const bytes = 16 * this.#layout.groups; // In bytes, for one replica's vector.
    const encoder = this.#gpu.device.createCommandEncoder();
    for (let at = 0; at < count * replicas; at += 1) {
      if (chosen[at % replicas] === true) encoder.clearBuffer(this.#moments, at * bytes, bytes);
    }
    this.#gpu.device.queue.submit([encoder.finish()]);
  }

  /** Batch of a step as pool positions within each split, [stream, batch]; null for full batches. */
  batchOf(step: number): Uint32Array<ArrayBuffer> | null {
    if (this.#setup.batch === 0) return null;
    const indices = new Uint32Array(this.#orders.length * this.#batch);
    this.#orders.forEach((order, stream) => indices.set(order.at(step), stream * this.#batch));
    return indices;
  }

  #dispatch(firstStep: number, count: number): Promise<ArrayBuffer> {
    this.#writeJob(firstStep, count);
    const read = { from: this.#results, bytes: this.#recordBytes(count), most: this.#results.size };
    return this.#gpu.run(this.#pipeline, this.#bound(), [this.#setup.replicas.length], read)!;
  }

  #writeJob(firstStep: number, count: number): void {
    const { queue } = this.#gpu.device;
    const columns = this.#tables.write(firstStep, count);
    queue.writeBuffer(this.#job, 0, Uint32Array.of(count, columns, 0, 0));
    if (this.#setup.batch === 0) return;
    const perStep = this.#orders.length * this.#batch;
    const indices = new Uint32Array(count * perStep);
    for (let i = 0; i < count; i += 1) indices.set(this.batchOf(firstStep + i)!, i * perStep);
    queue.writeBuffer(this.#indices, 0, indices);
  }

  #indexBytes(steps: number): number {
    return this.#setup.batch === 0 ? 0 : 4 * steps * this.#orders.length * this.#batch;
  }

  #recordBytes(steps: number): number {
    return 4 * steps * this.#setup.replicas.length * (1 + this.#setup.watched.length);
  }

  #bound(): GPUBindGroup {
    const { generation, buffer, bytes } = this.#snapshots;
    if (this.#bindings?.generation === generation) return this.#bindings.group;
    const hasMoments = optimizers[this.#setup.optimizer.name].moments > 0;
    const inStorage = this.#scratch.size > 16 * this.#setup.replicas.length;
    const group = this.#gpu.bind(this.#pipeline, {
      0: { buffer: this.#job },
      1: { buffer, size: bytes },
      ...(hasMoments ? { 2: { buffer: this.#moments } } : {}),
      3: { buffer: this.#examples.inputs },
      4: { buffer: this.#examples.targets },
      5: { buffer: this.#tables.buffer },
      ...(this.#setup.batch > 0 ? { 6: { buffer: this.#indices } } : {}),
      7: { buffer: this.#results },
      ...(inStorage ? { 8: { buffer: this.#scratch } } : {}),
    });
    this.#bindings = { group, generation };
    return group;
  }

  /** Doubles or halves the maximum length of a dispatch, from how long this one kept the device busy. */
  #adapt(count: number, began: number): void {
    const now = performance.now();
    const busy = now - Math.max(began, this.#lastDone);
    this.#lastDone = now;
    if (busy > 1.5 * dispatchTime) this.#burst = Math.max(1, Math.floor(count / 2));
    else if (count === this.#burst && busy < dispatchTime / 2)
      this.#burst = Math.min(this.#most, 2 * this.#burst);
  }
}
