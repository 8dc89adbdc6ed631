/**
 * The tensorflow engine: all replicas train as one batch of operations on a tfjs backend. Owns the order of calls and
 * the data on the device; the arithmetic is in the neighbouring modules.
 */
import { concat, engine, env, gather, keep, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import type { Split } from '../../core/data/data-set.ts';
import { gramOfColumns, ofActive, requireParameters, requireWeights } from '../arguments.ts';
import type {
  AdoptionChange,
  Columns,
  Engine,
  EngineIdentity,
  EngineSetup,
  EngineState,
  Mix,
  SnapshotId,
  SplitScore,
  TrainBlock,
} from '../engine.ts';
import { unfitFor } from '../supports.ts';
import { leaseBackend, type BackendLease, type TensorflowBackend } from './backend.ts';
import { picked, scoresOf } from './evaluation.ts';
import { Examples } from './examples.ts';
import { networkModel, type NetworkModel } from './network.ts';
import { Mixer, SnapshotStore } from './snapshots.ts';
import { absoluteSums, gramOf } from './sums.ts';
import { Training } from './training.ts';

export class TensorflowEngine implements Engine {
  readonly identity: EngineIdentity;
  readonly #lease: BackendLease;
  readonly #setup: EngineSetup;
  readonly #model: NetworkModel;
  readonly #examples: Examples;
  readonly #training: Training;
  readonly #snapshots = new SnapshotStore();
  readonly #mixer: Mixer;
  readonly #submitBatch: number;
  #disposed = false;

  /**
   * Starts on one backend. Rejects if it cannot run here. The values of an evaluation, and intermediate tensors of
   * sums, hold about `workingNumbers` numbers, or what one example of one network needs.
   */
  static async start(
    setup: EngineSetup,
    kind: TensorflowBackend,
    workingNumbers = 4_000_000,
  ): Promise<TensorflowEngine> {
    const lease = await leaseBackend(kind);
    try {
      lease.activate();
      return new TensorflowEngine(setup, lease, workingNumbers);
    } catch (error) {
      lease.release();
      throw error;
    }
  }

  private constructor(setup: EngineSetup, lease: BackendLease, workingNumbers: number) {
    this.identity = { name: 'tensorflow', backend: lease.kind, adapter: lease.adapter };
    this.#lease = lease;
    this.#setup = setup;
    const { parameters } = setup.model;
    const unfit = unfitFor('tensorflow', setup);
    if (unfit !== null) throw new Error(`this engine ${unfit}`);
    this.#model = networkModel(setup.model, workingNumbers);
    this.#examples = new Examples(setup);
    this.#training = new Training(setup, this.#model, this.#examples);
    this.#mixer = new Mixer(parameters, setup.replicas.length);
    this.#submitBatch = submitBatch(this.#model.widest * setup.replicas.length * this.#examples.batchSize);
  }

  async train(steps: number): Promise<TrainBlock> {
    this.#activate();
    return this.#training.train(steps, this.#read);
  }

  async nextLoss(): Promise<Float32Array> {
    this.#activate();
    return this.#training.nextLoss(this.#read);
  }

  snapshot(): SnapshotId {
    this.#activate();
    return this.#snapshots.take(this.#training.weights);
  }

  load(weights: Float32Array): SnapshotId {
    this.#activate();
    requireWeights(this.#setup, weights);
    return this.#snapshots.put(weights, this.#setup.replicas.length);
  }

  release(snapshot: SnapshotId): void {
    this.#snapshots.release(snapshot);
  }

  async sample(snapshots: readonly SnapshotId[], parameters: Uint32Array): Promise<Float32Array> {
    this.#activate();
    requireParameters(this.#setup, parameters);
    const sources = this.#snapshots.resolve(snapshots, this.#training.weights);
    if (sources.length * parameters.length === 0) return new Float32Array(0);
    const values = tidy(() => {
      const wanted = tensor(Int32Array.from(parameters), [parameters.length], 'int32');
      return concat(sources.map((source) => gather(source, wanted, 1)));
    });
    return this.#read(values);
  }

  async gram(columns: Columns, active?: readonly boolean[]): Promise<Float64Array> {
    this.#activate();
    const { weights } = this.#training;
    const found = this.#snapshots.resolve(columns.snapshots, weights);
    const sources = found.length === 0 ? [weights] : found;
    const { model, replicas } = this.#setup;
    const { workingNumbers } = this.#model;
    const { length } = replicas;
    const matrices = await gramOf(columns, sources, model.parameters, length, workingNumbers, this.#read);
    const sums = gramOfColumns(matrices, columns, model.parameters.tensors.length);
    return ofActive(sums, active, sums.length / length);
  }

  async meanAbsolute(mix: Mix, active?: readonly boolean[]): Promise<Float64Array> {
    this.#activate();
    const readings = this.#rowChunks(mix, (rows) => this.#read(absoluteSums(rows)));
    const means = new Float64Array(mix.rows * this.#setup.replicas.length);
    let at = 0;
    for (const { rows, answer: parts } of await readings) {
      const groups = rows * this.#setup.replicas.length;
      const each = parts.length / groups;
      for (let group = 0; group < groups; group += 1, at += 1) {
        let sum = 0;
        for (let i = 0; i < each; i += 1) sum += parts[group * each + i]!;
        means[at] = sum / this.#setup.model.parameters.count;
      }
    }
    return ofActive(means, active, 1);
  }

  async lossOf(mix: Mix, split: Split, active: readonly boolean[]): Promise<Float32Array> {
    this.#activate();
    const { length } = this.#setup.replicas;
    const losses = new Float32Array(mix.rows * length).fill(NaN);
    if (!active.includes(true)) return losses;
    const readings = this.#rowChunks(mix, (mixed, rows) => {
      const positions = Array.from({ length: rows * length }, (_, i) => i).filter(
        (i) => active[i % length] === true,
      );
      const weights = picked(mixed, positions);
      const replicas = positions.map((position) => position % length);
      const scores = scoresOf(this.#model, this.#examples, split, { weights, replicas }, this.#read);
      return scores.then(({ loss }) => ({ loss, positions }));
    });
    for (const { from, answer } of await readings) {
      const { loss, positions } = answer;
      positions.forEach((position, i) => (losses[from * length + position] = loss[i]!));
    }
    return losses;
  }

  async score(split: Split): Promise<SplitScore> {
    this.#activate();
    const { weights } = this.#training;
    const replicas = this.#setup.replicas.map((_, replica) => replica);
    return scoresOf(this.#model, this.#examples, split, { weights, replicas }, this.#read);
  }

  adopt(mix: Mix, accept: readonly boolean[], change: AdoptionChange): void {
    this.#activate();
    const { weights } = this.#training;
    const sources = this.#snapshots.resolve(mix.snapshots, weights);
    this.#training.change(accept, change);
    if (!accept.includes(true)) return;
    this.#training.replace(this.#mixer.adopted(mix, sources, accept, weights));
  }

  async checkpoint(): Promise<EngineState> {
    this.#activate();
    const { step, clocks, tensors } = this.#training;
    const [weights, ...moments] = await Promise.all(tensors.map((each) => this.#read(each.clone())));
    return { step, clocks, weights: weights!, moments };
  }

  restore(state: EngineState): void {
    this.#activate();
    this.#training.restore(state);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const owner of [this.#snapshots, this.#mixer, this.#training, this.#examples, this.#model.constants])
      owner.dispose();
    this.#lease.release();
  }

  /** What tfjs holds in total: tensors, and bytes of their numbers. */
  memory(): { tensors: number; bytes: number } {
    const { numTensors, numBytes } = engine().state;
    return { tensors: numTensors, bytes: numBytes };
  }

  #activate(): void {
    if (this.#disposed) throw new Error('the engine was disposed');
    this.#lease.activate();
    if (this.#lease.kind === 'webgpu') env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', this.#submitBatch);
  }

  /** Reads a tensor back and disposes of it. The numbers belong to the caller. */
  readonly #read = async (from: Tensor): Promise<Float32Array> => {
    keep(from); // Outlives the tidy in which it may have been created.
    try {
      return (await from.data<'float32'>()).slice();
    } catch (error) {
      if (this.#disposed) throw new Error('the engine was disposed', { cause: error });
      throw await this.#lease.explain(error);
    } finally {
      from.dispose();
    }
  };

  /** Combines rows, as many at a time as memory allows, and passes each group to `work` before the first wait. */
  #rowChunks<Answer>(
    mix: Mix,
    work: (mixed: Tensor, rows: number) => Promise<Answer>,
  ): Promise<{ from: number; rows: number; answer: Answer }[]> {
    const sources = this.#snapshots.resolve(mix.snapshots, this.#training.weights);
    const most = Math.max(1, Math.floor(this.#model.workingNumbers / this.#setup.weights.length));
    const chunks = Array.from({ length: Math.ceil(mix.rows / most) }, async (_, i) => {
      const from = i * most;
      const rows = Math.min(most, mix.rows - from);
      let pending: Promise<Answer> | null = null;
      tidy(() => {
        pending = work(this.#mixer.rows(mix, sources, from, rows), rows);
      });
      return { from, rows, answer: await pending! };
    });
    return Promise.all(chunks);
  }
}

/**
 * Number of operations that wait before they are submitted to the device together. Their intermediate tensors stay
 * alive until then, so wide layers get fewer. `numbers`: in the widest tensor.
 */
function submitBatch(numbers: number): number {
  const megabytes = (4 * numbers) / 1e6;
  return megabytes < 1 ? 128 : megabytes < 8 ? 48 : 15;
}
