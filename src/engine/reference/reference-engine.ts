/**
 * The reference engine: the definition of what every engine computes, in plain TypeScript.
 * Deterministic to the bit on every machine. Works synchronously; its promises are already settled.
 */
import { BatchOrder } from '../../core/batches.ts';
import type { DataPool, Range, Split } from '../../core/data/data-set.ts';
import { optimizers, type OptimizerSettings, type UpdateRange } from '../../core/network/optimizers.ts';
import { requireParameters, requireWeights } from '../arguments.ts';
import { ReplicaClocks } from '../clocks.ts';
import {
  currentWeights,
  type AdoptionChange,
  type Columns,
  type Engine,
  type EngineFactory,
  type EngineIdentity,
  type EngineSetup,
  type EngineState,
  type Mix,
  type SnapshotId,
  type SplitScore,
  type TrainBlock,
} from '../engine.ts';
import { gather } from './gather.ts';
import { correctCount } from './losses.ts';
import { computeGram, computeMix, type MixSources } from './mixes.ts';
import { NetworkPass } from './network-pass.ts';

/** Examples evaluated at once. */
const evaluationChunk = 256;

// Async, so that memory refused here becomes a rejection.
export const startReferenceEngine: EngineFactory = async (setup) => new ReferenceEngine(setup);

class ReferenceEngine implements Engine {
  readonly identity: EngineIdentity = { name: 'reference', backend: 'none', adapter: null };
  readonly #setup: EngineSetup;
  readonly #parameters: number;
  readonly #weights: Float32Array; // [replica, parameter]
  readonly #moments: readonly Float32Array[]; // each [replica, parameter]
  readonly #gradient: Float32Array;
  /** Sums of a mix, and the weights they round to, [parameter]. */
  readonly #sums: Float64Array;
  readonly #mixed: Float32Array;
  /** What the optimizer updates, one view per replica. */
  readonly #ranges: readonly UpdateRange[];
  /** [replica]. */
  readonly #settings: readonly OptimizerSettings[];
  readonly #pass: NetworkPass;
  readonly #orders: readonly BatchOrder[];
  readonly #clocks: ReplicaClocks;
  readonly #snapshots = new Map<SnapshotId, Float32Array>();
  #nextSnapshot = 1;
  #step = 0;

  constructor(setup: EngineSetup) {
    const { network, data, replicas, batch, optimizer } = setup;
    this.#setup = setup;
    this.#parameters = network.parameterCount;
    this.#weights = setup.weights.slice();
    this.#moments = Array.from(
      { length: optimizers[optimizer.name].moments },
      () => new Float32Array(this.#weights.length),
    );
    this.#clocks = new ReplicaClocks(setup);
    this.#gradient = new Float32Array(this.#parameters);
    this.#ranges = replicas.map((_, r) => this.#rangeToUpdate(r));
    this.#settings = replicas.map(({ momentum }) => ({ ...optimizer, momentum }));
    this.#sums = new Float64Array(this.#parameters);
    this.#mixed = new Float32Array(this.#parameters);
    this.#orders = replicas.map(
      ({ seed, dataSet }) => new BatchOrder({ examples: data.sets[dataSet]!.train.count, batch }, seed),
    );
    const capacity = Math.max(evaluationChunk, ...this.#orders.map(({ size }) => size));
    this.#pass = new NetworkPass(network, setup.activation, data.loss, capacity);
  }

  train(steps: number): Promise<TrainBlock> {
    const { replicas, watched, optimizer } = this.#setup;
    const loss = new Float32Array(steps * replicas.length);
    const seen = new Float32Array(steps * replicas.length * watched.length);
    const { update } = optimizers[optimizer.name];
    for (let i = 0; i < steps; i += 1) {
      for (let r = 0; r < replicas.length; r += 1) {
        const start = r * this.#parameters;
        const count = this.#fillBatch(r);
        loss[i * replicas.length + r] = this.#pass.backward(this.#weights, start, count, this.#gradient);
        const rate = replicas[r]!.learningRate * this.#clocks.factor(r, this.#step);
        update(this.#ranges[r]!, rate, this.#clocks.age(r, this.#step), this.#settings[r]!);
        const at = (i * replicas.length + r) * watched.length;
        for (let w = 0; w < watched.length; w += 1) seen[at + w] = this.#weights[start + watched[w]!]!;
      }
      this.#step += 1;
    }
    return Promise.resolve({ loss, watched: seen });
  }

  nextLoss(): Promise<Float32Array> {
    const loss = Float32Array.from(this.#setup.replicas, (_, r) => {
      const count = this.#fillBatch(r);
      return this.#pass.forward(this.#weights, r * this.#parameters, count);
    });
    return Promise.resolve(loss);
  }

  snapshot(): SnapshotId {
    return this.#keep(this.#weights);
  }

  load(weights: Float32Array): SnapshotId {
    requireWeights(this.#setup, weights);
    return this.#keep(weights);
  }

  release(snapshot: SnapshotId): void {
    this.#snapshots.delete(snapshot);
  }

  async sample(snapshots: readonly SnapshotId[], parameters: Uint32Array): Promise<Float32Array> {
    requireParameters(this.#setup, parameters);
    const { vectors, replicas } = this.#sourcesOf(snapshots);
    const values = new Float32Array(vectors.length * replicas * parameters.length);
    let at = 0;
    for (const vector of vectors) {
      for (let r = 0; r < replicas; r += 1) {
        const start = r * this.#parameters;
        for (let i = 0; i < parameters.length; i += 1, at += 1) values[at] = vector[start + parameters[i]!]!;
      }
    }
    return values;
  }

  gram(columns: Columns): Promise<Float64Array> {
    const { network, replicas } = this.#setup;
    const { count } = columns;
    const perReplica = network.tensors.length * count * count;
    const gram = new Float64Array(replicas.length * perReplica);
    const values = Array.from({ length: count }, () => new Float64Array(this.#parameters));
    const sources = this.#sourcesOf(columns.snapshots);
    for (let r = 0; r < replicas.length; r += 1)
      computeGram(columns, sources, r, values, gram, r * perReplica);
    return Promise.resolve(gram);
  }

  meanAbsolute(mix: Mix): Promise<Float64Array> {
    const { replicas } = this.#setup;
    const means = new Float64Array(mix.rows * replicas.length);
    const sources = this.#sourcesOf(mix.snapshots);
    for (let row = 0; row < mix.rows; row += 1) {
      for (let r = 0; r < replicas.length; r += 1) {
        computeMix(mix, sources, row, r, this.#sums);
        let sum = 0;
        for (let p = 0; p < this.#parameters; p += 1) sum += Math.abs(this.#sums[p]!);
        means[row * replicas.length + r] = sum / this.#parameters;
      }
    }
    return Promise.resolve(means);
  }

  lossOf(mix: Mix, split: Split, active: readonly boolean[]): Promise<Float32Array> {
    const { replicas } = this.#setup;
    const losses = new Float32Array(mix.rows * replicas.length).fill(NaN);
    const sources = this.#sourcesOf(mix.snapshots);
    for (let r = 0; r < replicas.length; r += 1) {
      if (active[r] !== true) continue;
      const range = this.#rangeOf(r, split);
      // A split that fits is loaded once for all rows.
      const fits = range.count <= evaluationChunk;
      if (fits) fillRows(this.#setup.data, this.#pass, range.start, null, range.count);
      for (let row = 0; row < mix.rows; row += 1) {
        computeMix(mix, sources, row, r, this.#sums);
        this.#mixed.set(this.#sums);
        losses[row * replicas.length + r] = fits
          ? this.#pass.forward(this.#mixed, 0, range.count)
          : this.#evaluate(this.#mixed, 0, range).loss;
      }
    }
    return Promise.resolve(losses);
  }

  score(split: Split): Promise<SplitScore> {
    const scores = this.#setup.replicas.map((_, r) =>
      this.#evaluate(this.#weights, r * this.#parameters, this.#rangeOf(r, split)),
    );
    return Promise.resolve({
      loss: Float32Array.from(scores, ({ loss }) => loss),
      accuracy: Float32Array.from(scores, ({ accuracy }) => accuracy),
    });
  }

  adopt(mix: Mix, accept: readonly boolean[], change: AdoptionChange): void {
    const sources = this.#sourcesOf(mix.snapshots);
    this.#clocks.adopt(this.#step, accept, change);
    this.#setup.replicas.forEach((_, r) => {
      if (accept[r] !== true) return;
      computeMix(mix, sources, 0, r, this.#sums);
      this.#weights.set(this.#sums, r * this.#parameters);
      if (change.state !== 'keep') for (const moment of this.#ranges[r]!.moments) moment.fill(0);
    });
  }

  checkpoint(): Promise<EngineState> {
    return Promise.resolve({
      step: this.#step,
      weights: this.#weights.slice(),
      moments: this.#moments.map((moment) => moment.slice()),
      clocks: this.#clocks.numbers(),
    });
  }

  restore(state: EngineState): void {
    this.#step = state.step;
    this.#weights.set(state.weights);
    this.#moments.forEach((moment, i) => {
      moment.set(state.moments[i]!);
    });
    this.#clocks.restore(state.clocks);
  }

  dispose(): void {
    this.#snapshots.clear();
  }

  #rangeToUpdate(replica: number): UpdateRange {
    const start = replica * this.#parameters;
    const own = (values: Float32Array): Float32Array => values.subarray(start, start + this.#parameters);
    return {
      weights: own(this.#weights),
      gradient: this.#gradient,
      moments: this.#moments.map(own),
      start: 0,
      end: this.#parameters,
    };
  }

  #keep(weights: Float32Array): SnapshotId {
    const id = this.#nextSnapshot as SnapshotId;
    this.#nextSnapshot += 1;
    this.#snapshots.set(id, weights.slice());
    return id;
  }

  #snapshotOf(id: SnapshotId): Float32Array {
    if (id === currentWeights) return this.#weights;
    const snapshot = this.#snapshots.get(id);
    if (snapshot === undefined) throw new Error(`snapshot ${id} was released`);
    return snapshot;
  }

  #sourcesOf(snapshots: readonly SnapshotId[]): MixSources {
    const { network, replicas } = this.#setup;
    return { vectors: snapshots.map((id) => this.#snapshotOf(id)), network, replicas: replicas.length };
  }

  #rangeOf(replica: number, split: Split): Range {
    return this.#setup.data.sets[this.#setup.replicas[replica]!.dataSet]![split];
  }

  /** Loads the batch of the coming step; returns its size. */
  #fillBatch(replica: number): number {
    const order = this.#orders[replica]!;
    const rows = order.at(this.#step);
    const { start } = this.#rangeOf(replica, 'train');
    fillRows(this.#setup.data, this.#pass, start, rows, rows.length);
    return rows.length;
  }

  #evaluate(
    weights: Float32Array,
    base: number,
    { start, count }: Range,
  ): { loss: number; accuracy: number } {
    const { data } = this.#setup;
    let loss = 0;
    let correct = 0;
    for (let done = 0; done < count; done += evaluationChunk) {
      const size = Math.min(evaluationChunk, count - done);
      fillRows(data, this.#pass, start + done, null, size);
      loss += this.#pass.forward(weights, base, size) * size;
      correct += correctCount(this.#pass.logits, this.#pass.targets, data.outputs, size);
    }
    return { loss: loss / count, accuracy: data.loss === 'cross-entropy' ? correct / count : NaN };
  }
}

/** Copies examples start + rows[b] (or start + b) into the pass, feature by feature. */
function fillRows(
  data: DataPool,
  pass: NetworkPass,
  start: number,
  rows: Uint32Array | null,
  count: number,
): void {
  gather(data.inputs, data.features, start, rows, count, pass.inputs);
  gather(data.targets, data.outputs, start, rows, count, pass.targets);
}
