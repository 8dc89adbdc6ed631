/**
 * The fused engine: training written for the device, whole steps in one dispatch, one workgroup per replica. Weights,
 * snapshots and examples stay on the device; only losses, watched weights and sums are read back.
 */
import { optimizers } from '../../core/model/optimizers.ts';
import type { Split } from '../../core/data/data-set.ts';
import { openDevice, probeDevice } from '../device.ts';
import { gramOfColumns, ofActive, requireParameters, requireWeights } from '../arguments.ts';
import { ReplicaClocks } from '../clocks.ts';
import {
  type AdapterSummary,
  type AdoptionChange,
  type Columns,
  type Engine,
  type EngineIdentity,
  type EngineSetup,
  type EngineState,
  type Mix,
  type SnapshotId,
  type SplitScore,
  type TrainBlock,
} from '../engine.ts';
import { requirePerceptron, unfitFor } from '../supports.ts';
import { Evaluator } from './evaluator.ts';
import { uploadExamples } from './examples.ts';
import { Gpu } from './gpu.ts';
import { threadsFor, type KernelPlan } from './kernel-plan.ts';
import { Mixer } from './mixer.ts';
import { pad, paddedLayout, unpad, type PaddedLayout } from './padded-layout.ts';
import { Sampler } from './sampler.ts';
import { SnapshotStore } from './snapshot-store.ts';
import { Trainer } from './trainer.ts';

/** Snapshots that fit before the store has to grow. */
const firstSlots = 8;

/** Maximum bytes of combined weights that are evaluated at once. */
const mixBytes = 2 ** 26;

export interface FusedOptions {
  /** Where weights and activations are stored while a kernel runs; by default whatever suits the device. */
  readonly place?: KernelPlan['place'];
}

/** Starts on its own device. Rejects, in plain words, if there is none or it cannot hold the experiment. */
export async function startFusedEngine(setup: EngineSetup, options: FusedOptions = {}): Promise<FusedEngine> {
  const perceptron = requirePerceptron(setup.model);
  const unfit = unfitFor('fused', setup);
  if (unfit !== null) throw new Error(`this engine ${unfit}`);
  const probe = await probeDevice();
  if (probe.adapter === null) throw new Error(probe.reason);
  const fate: { lost: string | null } = { lost: null };
  const device = await openDevice(probe.adapter, (reason) => {
    fate.lost = reason;
  });
  const gpu = new Gpu(device);
  try {
    const layout = paddedLayout(perceptron);
    const limits = {
      workgroupBytes: device.limits.maxComputeWorkgroupStorageSize,
      invocations: device.limits.maxComputeInvocationsPerWorkgroup,
      software: probe.state === 'software',
    };
    const snapshots = new SnapshotStore(gpu, 16 * layout.groups * setup.replicas.length, firstSlots);
    const examples = uploadExamples(gpu, setup);
    const clocks = new ReplicaClocks(setup);
    const { length } = setup.replicas;
    const [trainer, evaluator, mixer, sampler] = await Promise.all([
      Trainer.start(gpu, setup, clocks, layout, limits, snapshots, examples, options.place),
      Evaluator.start(gpu, setup, layout, limits, examples, options.place),
      Mixer.start(gpu, setup.model.parameters, layout, length, snapshots, limits),
      Sampler.start(gpu, setup.model.parameters, layout, length, snapshots, threadsFor(limits)),
    ]);
    const parts = { clocks, trainer, evaluator, mixer, sampler };
    return new FusedEngine(gpu, setup, layout, snapshots, parts, probe.summary, () => fate.lost);
  } catch (error) {
    gpu.dispose();
    throw fate.lost === null ? error : new Error(fate.lost);
  }
}

interface Parts {
  readonly clocks: ReplicaClocks;
  readonly trainer: Trainer;
  readonly evaluator: Evaluator;
  readonly mixer: Mixer;
  readonly sampler: Sampler;
}

export class FusedEngine implements Engine {
  readonly identity: EngineIdentity;
  readonly #gpu: Gpu;
  readonly #setup: EngineSetup;
  readonly #layout: PaddedLayout;
  readonly #snapshots: SnapshotStore;
  readonly #parts: Parts;
  readonly #lost: () => string | null;
  #step = 0;
  #disposed = false;

  constructor(
    gpu: Gpu,
    setup: EngineSetup,
    layout: PaddedLayout,
    snapshots: SnapshotStore,
    parts: Parts,
    adapter: AdapterSummary,
    lost: () => string | null,
  ) {
    this.identity = { name: 'fused', backend: 'webgpu', adapter };
    this.#gpu = gpu;
    this.#setup = setup;
    this.#layout = layout;
    this.#snapshots = snapshots;
    this.#parts = parts;
    this.#lost = lost;
    this.#writeWeights(setup.weights);
  }

  /** Bytes of the buffers held on the device. */
  get bytes(): number {
    return this.#gpu.bytes;
  }

  train(steps: number): Promise<TrainBlock> {
    const block = this.#answer(this.#parts.trainer.train(this.#step, steps));
    this.#step += steps;
    return block;
  }

  async nextLoss(): Promise<Float32Array> {
    const batch = this.#parts.trainer.batchOf(this.#step);
    if (batch === null) return (await this.score('train')).loss;
    return lossesOf(await this.#answer(this.#parts.evaluator.onBatch(this.#current(), batch)));
  }

  snapshot(): SnapshotId {
    return this.#snapshots.take();
  }

  load(weights: Float32Array): SnapshotId {
    requireWeights(this.#setup, weights);
    return this.#snapshots.put(pad(this.#layout, weights, this.#setup.model.parameters.count));
  }

  release(snapshot: SnapshotId): void {
    this.#snapshots.release(snapshot);
  }

  async sample(snapshots: readonly SnapshotId[], parameters: Uint32Array): Promise<Float32Array> {
    requireParameters(this.#setup, parameters);
    return this.#answer(this.#parts.sampler.sample(snapshots, parameters));
  }

  async gram(columns: Columns, active?: readonly boolean[]): Promise<Float64Array> {
    const { tensors } = this.#setup.model.parameters;
    const matrices = await this.#answer(this.#parts.mixer.gram(columns));
    const sums = gramOfColumns(matrices, columns, tensors.length);
    return ofActive(sums, active, sums.length / this.#setup.replicas.length);
  }

  async meanAbsolute(mix: Mix, active?: readonly boolean[]): Promise<Float64Array> {
    return ofActive(await this.#answer(this.#parts.mixer.meanAbsolute(mix)), active, 1);
  }

  async lossOf(mix: Mix, split: Split, active: readonly boolean[]): Promise<Float32Array> {
    const replicas = this.#setup.replicas.length;
    const rowBytes = 16 * this.#layout.groups * replicas;
    const rowsAtOnce = Math.max(1, Math.floor(mixBytes / rowBytes));
    const parts: Promise<Float32Array>[] = [];
    for (let row = 0; row < mix.rows; row += rowsAtOnce) {
      const part = rowsOf(mix, row, Math.min(rowsAtOnce, mix.rows - row));
      const buffer = this.#parts.mixer.mixed(part);
      parts.push(this.#parts.evaluator.onSplit({ buffer }, part.rows, split, active));
      this.#gpu.free(buffer);
    }
    const losses = (await this.#answer(Promise.all(parts))).flatMap((part) => Array.from(lossesOf(part)));
    return Float32Array.from(losses, (loss, at) => (active[at % replicas] === true ? loss : NaN));
  }

  async score(split: Split): Promise<SplitScore> {
    const { replicas, model } = this.#setup;
    const all = replicas.map(() => true);
    const values = await this.#answer(this.#parts.evaluator.onSplit(this.#current(), 1, split, all));
    const accuracy = replicas.map((_, r) => (model.loss === 'cross-entropy' ? values[2 * r + 1]! : NaN));
    return { loss: lossesOf(values), accuracy: Float32Array.from(accuracy) };
  }

  adopt(mix: Mix, accept: readonly boolean[], change: AdoptionChange): void {
    this.#parts.clocks.adopt(this.#step, accept, change);
    if (change.state !== 'keep') this.#parts.trainer.zeroMoments(accept);
    this.#parts.mixer.adopt(mix, accept);
  }

  async checkpoint(): Promise<EngineState> {
    const { trainer } = this.#parts;
    const step = this.#step;
    const clocks = this.#parts.clocks.numbers();
    const parameters = this.#setup.model.parameters.count;
    const length = this.#layout.groups * 4 * this.#setup.replicas.length;
    const count = optimizers[this.#setup.optimizer.name].moments;
    const [weights, moments] = await this.#answer(
      Promise.all([
        this.#gpu.read(this.#snapshots.buffer, 4 * length),
        count === 0 ? new ArrayBuffer(0) : this.#gpu.read(trainer.moments, 4 * length * count),
      ]),
    );
    const padded = new Float32Array(moments);
    return {
      step,
      clocks,
      weights: unpad(this.#layout, new Float32Array(weights), parameters),
      moments: Array.from({ length: count }, (_, m) =>
        unpad(this.#layout, padded.subarray(m * length, (m + 1) * length), parameters),
      ),
    };
  }

  restore(state: EngineState): void {
    this.#step = state.step;
    this.#parts.clocks.restore(state.clocks);
    this.#writeWeights(state.weights);
    state.moments.forEach((moment, m) => {
      const values = pad(this.#layout, moment, this.#setup.model.parameters.count);
      this.#gpu.device.queue.writeBuffer(this.#parts.trainer.moments, m * values.byteLength, values);
    });
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#gpu.dispose();
  }

  #current(): GPUBufferBinding {
    return { buffer: this.#snapshots.buffer, size: this.#snapshots.bytes };
  }

  #writeWeights(weights: Float32Array): void {
    const values = pad(this.#layout, weights, this.#setup.model.parameters.count);
    this.#gpu.device.queue.writeBuffer(this.#snapshots.buffer, 0, values);
  }

  /** An answer from the device, or the reason why the device can no longer be used. */
  async #answer<T>(work: Promise<T>): Promise<T> {
    try {
      const answer = await work;
      const lost = this.#lost();
      if (lost === null || this.#disposed) return answer;
      throw new Error(lost);
    } catch (error) {
      throw new Error(this.#lost() ?? (error instanceof Error ? error.message : String(error)), {
        cause: error,
      });
    }
  }
}

/** [row, replica] losses of evaluations. */
const lossesOf = (evaluations: Float32Array): Float32Array =>
  Float32Array.from({ length: evaluations.length / 2 }, (_, at) => evaluations[2 * at]!);

/** Some rows of a linear combination, as a separate combination. */
function rowsOf(mix: Mix, first: number, rows: number): Mix {
  const perRow = mix.coefficients.length / mix.rows;
  return { ...mix, rows, coefficients: mix.coefficients.subarray(first * perRow, (first + rows) * perRow) };
}
