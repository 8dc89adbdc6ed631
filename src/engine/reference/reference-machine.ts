/**
 * The reference machine: the definition of every engine's results, in plain TypeScript. Training is float32, every
 * operation rounded in a fixed order (core/model); sums over weights are float64 (sums.ts). Bit-identical wherever it
 * runs.
 */
import { BatchOrder } from '../../core/batches.ts';
import { evaluationChunk } from '../../core/cost.ts';
import { gather } from '../../core/model/gather.ts';
import { correctCount } from '../../core/model/losses.ts';
import {
  clipGradient,
  decaySpans,
  optimizers,
  updateWeights,
  type DecaySpan,
  type UpdateRange,
} from '../../core/model/optimizers.ts';
import { Pass } from '../../core/model/pass.ts';
import { currentWeights, type Columns, type EngineSetup, type Mix, type SnapshotId } from '../engine.ts';
import type { Machine, Weights } from '../host/machine.ts';
import { computeGram, computeMix, meanAbsolute, type MixSources } from './sums.ts';

export class ReferenceMachine implements Machine {
  readonly #setup: EngineSetup;
  readonly #parameters: number;
  readonly #weights: Float32Array; // [replica, parameter]
  readonly #moments: readonly Float32Array[]; // each [replica, parameter]
  readonly #gradient: Float32Array;
  /** A linear combination, and the weights it is rounded to, [parameter]. */
  readonly #sums: Float64Array;
  readonly #mixed: Float32Array;
  /** Columns of inner products, [parameter] each; as many as were needed at once so far. */
  readonly #columns: Float64Array[] = [];
  /** [replica]: the arguments of the optimizer's updates, views of its weights. */
  readonly #ranges: readonly (readonly (UpdateRange & DecaySpan)[])[];
  readonly #pass: Pass;
  readonly #orders: readonly BatchOrder[];
  readonly #snapshots = new Map<SnapshotId, Float32Array>();
  #count = 0;
  /** The training step that the loaded examples belong to. */
  readonly #loaded = { seed: 0, step: 0 };

  /** No part of a pass does many more than `maxWork` multiply-adds. */
  constructor(setup: EngineSetup, maxWork: number) {
    const { model, data, replicas, batch, optimizer } = setup;
    this.#setup = setup;
    this.#parameters = model.parameters.count;
    this.#weights = setup.weights.slice();
    this.#moments = Array.from(
      { length: optimizers[optimizer.name].moments },
      () => new Float32Array(this.#weights.length),
    );
    this.#gradient = new Float32Array(this.#parameters);
    const spans = decaySpans(model.parameters, optimizer.decayOf);
    this.#ranges = replicas.map((_, r) => {
      const range = this.#vectorsToUpdate(r);
      return spans.map((span) => ({ ...range, ...span }));
    });
    this.#sums = new Float64Array(this.#parameters);
    this.#mixed = new Float32Array(this.#parameters);
    this.#orders = replicas.map(
      ({ seed, dataSet }) => new BatchOrder({ examples: data.sets[dataSet]!.train.count, batch }, seed),
    );
    const capacity = Math.max(evaluationChunk(model), ...this.#orders.map(({ size }) => size));
    this.#pass = new Pass(model, capacity, maxWork);
  }

  read(snapshot: SnapshotId): Float32Array {
    return this.#vector(snapshot).slice();
  }

  at(snapshot: SnapshotId, replica: number, parameter: number): number {
    return this.#vector(snapshot)[replica * this.#parameters + parameter]!;
  }

  write(weights: Float32Array): void {
    this.#weights.set(weights);
  }

  keep(snapshot: SnapshotId, weights: Float32Array | null): void {
    this.#snapshots.set(snapshot, (weights ?? this.#weights).slice());
  }

  release(snapshot: SnapshotId): void {
    this.#snapshots.delete(snapshot);
  }

  gram(columns: Columns, replica: number, gram: Float64Array, at: number): void {
    while (this.#columns.length < columns.count) this.#columns.push(new Float64Array(this.#parameters));
    computeGram(columns, this.#sourcesOf(columns.snapshots), replica, this.#columns, gram, at);
  }

  meanAbsolute(mix: Mix, row: number, replica: number): number {
    computeMix(mix, this.#sourcesOf(mix.snapshots), row, replica, this.#sums);
    return meanAbsolute(this.#sums);
  }

  adopt(mix: Mix, replica: number): void {
    computeMix(mix, this.#sourcesOf(mix.snapshots), 0, replica, this.#sums);
    this.#weights.set(this.#sums, replica * this.#parameters);
  }

  moments(): readonly Float32Array[] {
    return this.#moments.map((moment) => moment.slice());
  }

  writeMoments(moments: readonly Float32Array[]): void {
    this.#moments.forEach((moment, i) => {
      moment.set(moments[i]!);
    });
  }

  zeroMoments(replica: number): void {
    for (const moment of this.#ranges[replica]![0]!.moments) moment.fill(0);
  }

  loadBatch(replica: number, step: number): number {
    const rows = this.#orders[replica]!.at(step);
    const { dataSet, seed } = this.#setup.replicas[replica]!;
    this.#loaded.seed = seed;
    this.#loaded.step = step;
    this.#load(this.#setup.data.sets[dataSet]!.train.start, rows, rows.length);
    return rows.length;
  }

  loadRange(start: number, count: number): void {
    this.#load(start, null, count);
  }

  mix(mix: Mix, row: number, replica: number): void {
    computeMix(mix, this.#sourcesOf(mix.snapshots), row, replica, this.#sums);
    this.#mixed.set(this.#sums);
  }

  begin(weights: Weights, backward: boolean): number {
    const [vector, base] =
      weights === 'mixed' ? [this.#mixed, 0] : [this.#weights, weights * this.#parameters];
    return backward
      ? this.#pass.begin(vector, base, this.#count, this.#gradient, this.#loaded)
      : this.#pass.begin(vector, base, this.#count, null);
  }

  part(index: number): void {
    this.#pass.part(index);
  }

  loss(): number {
    return this.#pass.loss;
  }

  correct(): number {
    const { values, targets, predictions } = this.#pass;
    return correctCount(values.at(-1)!, targets, predictions, this.#count);
  }

  update(replica: number, coefficients: Float32Array, at: number): void {
    const { name, clip } = this.#setup.optimizer;
    if (clip > 0) clipGradient(this.#gradient, clip);
    updateWeights(optimizers[name], this.#ranges[replica]!, coefficients, at);
  }

  dispose(): void {
    this.#snapshots.clear();
  }

  #vectorsToUpdate(replica: number): Omit<UpdateRange, 'start' | 'end'> {
    const start = replica * this.#parameters;
    const own = (values: Float32Array): Float32Array => values.subarray(start, start + this.#parameters);
    return {
      weights: own(this.#weights),
      gradient: this.#gradient,
      moments: this.#moments.map(own),
    };
  }

  /** Copies examples start + rows[b] (or start + b) into the pass, feature by feature. */
  #load(start: number, rows: Uint32Array | null, count: number): void {
    const { inputs, targets, features, outputs } = this.#setup.data;
    gather(inputs, features, start, rows, count, this.#pass.inputs);
    gather(targets, outputs, start, rows, count, this.#pass.targets);
    this.#count = count;
  }

  #vector(id: SnapshotId): Float32Array {
    if (id === currentWeights) return this.#weights;
    const snapshot = this.#snapshots.get(id);
    if (snapshot === undefined) throw new Error(`snapshot ${id} was released`);
    return snapshot;
  }

  #sourcesOf(snapshots: readonly SnapshotId[]): MixSources {
    const { model, replicas } = this.#setup;
    const vectors = snapshots.map((id) => this.#vector(id));
    return { vectors, layout: model.parameters, replicas: replicas.length };
  }
}
