/**
 * The reference engine: the definition of what every engine computes, in plain TypeScript.
 * Deterministic to the bit on every machine. Short calls are done at once, and their promises are already settled;
 * long ones are divided (engine/turns.ts), which changes no sum.
 */
import { BatchOrder } from '../../core/batches.ts';
import type { DataPool, Range, Split } from '../../core/data/data-set.ts';
import { gather } from '../../core/model/gather.ts';
import { correctCount } from '../../core/model/losses.ts';
import { optimizers, type OptimizerSettings, type UpdateRange } from '../../core/model/optimizers.ts';
import { Pass } from '../../core/model/pass.ts';
import { requireParameters, requireWeights } from '../arguments.ts';
import { networkWork, type NetworkWork } from '../../core/cost.ts';
import { ReplicaClocks } from '../clocks.ts';
import {
  currentWeights,
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
import type { Parts } from '../../core/parts.ts';
import { Turns } from '../turns.ts';
import { computeGram, computeMix, type MixSources } from './mixes.ts';

/** Examples evaluated at once. */
const evaluationChunk = 256;

/** Multiply-adds between two divisions of a call: a tenth of a second or less. */
const partWork = 6e7;

/** What a pass or a sum costs beside its multiply-adds, in multiply-adds. */
const callWork = 2000;

/**
 * Calls are divided after about `mostWork` multiply-adds; where, changes nothing but how soon others get their turn.
 * Async, so that memory refused here becomes a rejection.
 */
export const startReferenceEngine = async (setup: EngineSetup, mostWork = partWork): Promise<Engine> =>
  new ReferenceEngine(setup, mostWork);

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
  readonly #pass: Pass;
  readonly #orders: readonly BatchOrder[];
  readonly #clocks: ReplicaClocks;
  readonly #snapshots = new Map<SnapshotId, Float32Array>();
  readonly #turns = new Turns();
  /** A way of its own to hold and give up long calls. */
  readonly divided = this.#turns;
  readonly #work: NetworkWork;
  readonly #mostWork: number;
  /** Multiply-adds since the last division. */
  #undivided = 0;
  #nextSnapshot = 1;
  #step = 0;

  constructor(setup: EngineSetup, mostWork: number) {
    this.#mostWork = mostWork;
    const { model, data, replicas, batch, optimizer } = setup;
    this.#setup = setup;
    this.#parameters = model.parameters.count;
    this.#weights = setup.weights.slice();
    this.#moments = Array.from(
      { length: optimizers[optimizer.name].moments },
      () => new Float32Array(this.#weights.length),
    );
    this.#work = networkWork(model);
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
    this.#pass = new Pass(model, capacity, this.#mostWork);
  }

  train(steps: number): Promise<TrainBlock> {
    const { replicas, watched } = this.#setup;
    const loss = new Float32Array(steps * replicas.length);
    const seen = new Float32Array(loss.length * watched.length);
    const progress = { done: 0 };
    return this.#turns.ask(
      () => this.#train(steps, { loss, watched: seen }, progress),
      () => progress.done / loss.length,
    );
  }

  /** `progress` counts replica-steps. */
  *#train(steps: number, block: TrainBlock, progress: { done: number }): Parts<TrainBlock> {
    const { replicas, watched, optimizer } = this.#setup;
    const { update } = optimizers[optimizer.name];
    for (let i = 0; i < steps; i += 1) {
      for (let r = 0; r < replicas.length; r += 1) {
        const at = i * replicas.length + r;
        const start = r * this.#parameters;
        const count = this.#fillBatch(r);
        const work = count * this.#work.step;
        block.loss[at] =
          work <= this.#mostWork
            ? this.#pass.backward(this.#weights, start, count, this.#gradient)
            : yield* this.#inParts(this.#weights, start, count, this.#gradient, (share) => {
                progress.done = at + share;
              });
        const rate = replicas[r]!.learningRate * this.#clocks.factor(r, this.#step);
        update(this.#ranges[r]!, rate, this.#clocks.age(r, this.#step), this.#settings[r]!);
        for (let w = 0; w < watched.length; w += 1)
          block.watched[at * watched.length + w] = this.#weights[start + watched[w]!]!;
        progress.done = at + 1;
        if (this.#isDue(work <= this.#mostWork ? work : 0)) yield;
      }
      this.#step += 1;
    }
    return block;
  }

  nextLoss(): Promise<Float32Array> {
    const loss = new Float32Array(this.#setup.replicas.length);
    return this.#byReplica(loss, function* (r) {
      const count = this.#fillBatch(r);
      loss[r] = yield* this.#forward(this.#weights, r * this.#parameters, count);
    });
  }

  snapshot(): SnapshotId {
    return this.#keep(this.#weights);
  }

  load(weights: Float32Array): SnapshotId {
    requireWeights(this.#setup, weights);
    return this.#keep(weights);
  }

  release(snapshot: SnapshotId): void {
    this.#turns.tell(() => this.#snapshots.delete(snapshot));
  }

  async sample(snapshots: readonly SnapshotId[], parameters: Uint32Array): Promise<Float32Array> {
    requireParameters(this.#setup, parameters);
    const replicas = this.#setup.replicas.length;
    const values = new Float32Array(snapshots.length * replicas * parameters.length);
    return this.#byReplica(values, function* (r) {
      const start = r * this.#parameters;
      this.#sourcesOf(snapshots).vectors.forEach((vector, s) => {
        const at = (s * replicas + r) * parameters.length;
        for (let i = 0; i < parameters.length; i += 1) values[at + i] = vector[start + parameters[i]!]!;
      });
      if (this.#isDue(snapshots.length * parameters.length)) yield;
    });
  }

  gram(columns: Columns): Promise<Float64Array> {
    const { model, replicas } = this.#setup;
    const { count, snapshots } = columns;
    const perReplica = model.parameters.tensors.length * count * count;
    const gram = new Float64Array(replicas.length * perReplica);
    const values = Array.from({ length: count }, () => new Float64Array(this.#parameters));
    return this.#byReplica(gram, function* (r) {
      computeGram(columns, this.#sourcesOf(snapshots), r, values, gram, r * perReplica);
      if (this.#isDue(this.#parameters * count * (count / 2 + snapshots.length))) yield;
    });
  }

  meanAbsolute(mix: Mix): Promise<Float64Array> {
    const { length } = this.#setup.replicas;
    const means = new Float64Array(mix.rows * length);
    return this.#byReplica(means, function* (r) {
      for (let row = 0; row < mix.rows; row += 1) {
        computeMix(mix, this.#sourcesOf(mix.snapshots), row, r, this.#sums);
        let sum = 0;
        for (let p = 0; p < this.#parameters; p += 1) sum += Math.abs(this.#sums[p]!);
        means[row * length + r] = sum / this.#parameters;
        if (this.#isDue(this.#parameters * (mix.snapshots.length + 1))) yield;
      }
    });
  }

  lossOf(mix: Mix, split: Split, active: readonly boolean[]): Promise<Float32Array> {
    const { length } = this.#setup.replicas;
    const losses = new Float32Array(mix.rows * length).fill(NaN);
    return this.#byReplica(losses, function* (r) {
      if (active[r] !== true) return;
      const range = this.#rangeOf(r, split);
      // A split that fits is loaded once for all rows.
      const fits = range.count <= evaluationChunk;
      if (fits) fillRows(this.#setup.data, this.#pass, range.start, null, range.count);
      for (let row = 0; row < mix.rows; row += 1) {
        computeMix(mix, this.#sourcesOf(mix.snapshots), row, r, this.#sums);
        this.#mixed.set(this.#sums);
        losses[row * length + r] = fits
          ? yield* this.#forward(this.#mixed, 0, range.count)
          : (yield* this.#evaluate(this.#mixed, 0, range)).loss;
      }
    });
  }

  score(split: Split): Promise<SplitScore> {
    const { length } = this.#setup.replicas;
    const score = { loss: new Float32Array(length), accuracy: new Float32Array(length) };
    return this.#byReplica(score, function* (r) {
      const found = yield* this.#evaluate(this.#weights, r * this.#parameters, this.#rangeOf(r, split));
      score.loss[r] = found.loss;
      score.accuracy[r] = found.accuracy;
    });
  }

  adopt(mix: Mix, accept: readonly boolean[], change: AdoptionChange): void {
    this.#turns.tell(() => {
      const sources = this.#sourcesOf(mix.snapshots);
      this.#clocks.adopt(this.#step, accept, change);
      this.#setup.replicas.forEach((_, r) => {
        if (accept[r] !== true) return;
        computeMix(mix, sources, 0, r, this.#sums);
        this.#weights.set(this.#sums, r * this.#parameters);
        if (change.state !== 'keep') for (const moment of this.#ranges[r]!.moments) moment.fill(0);
      });
    });
  }

  checkpoint(): Promise<EngineState> {
    const state = (): EngineState => ({
      step: this.#step,
      weights: this.#weights.slice(),
      moments: this.#moments.map((moment) => moment.slice()),
      clocks: this.#clocks.numbers(),
    });
    return this.#turns.ask(
      // eslint-disable-next-line require-yield -- it is copied at once
      function* () {
        return state();
      },
      () => 0,
    );
  }

  restore(state: EngineState): void {
    this.#turns.tell(() => {
      this.#step = state.step;
      this.#weights.set(state.weights);
      this.#moments.forEach((moment, i) => {
        moment.set(state.moments[i]!);
      });
      this.#clocks.restore(state.clocks);
    });
  }

  dispose(): void {
    this.#turns.steer('abandon');
    this.#snapshots.clear();
  }

  /** Fills an answer replica by replica. */
  #byReplica<Answer>(
    answer: Answer,
    fill: (this: ReferenceEngine, replica: number) => Parts<void>,
  ): Promise<Answer> {
    const { length } = this.#setup.replicas;
    const each = fill.bind(this);
    let done = 0;
    const parts = function* (): Parts<Answer> {
      for (; done < length; done += 1) yield* each(done);
      return answer;
    };
    return this.#turns.ask(parts, () => done / length);
  }

  /** Counts work; true when a call should be divided. */
  #isDue(work: number): boolean {
    this.#undivided += work + callWork;
    if (this.#undivided < this.#mostWork) return false;
    this.#undivided = 0;
    return true;
  }

  /** Whether a pass over so many examples is not worth dividing. */
  #isShort(count: number): boolean {
    return count * this.#work.step <= this.#mostWork;
  }

  /** A pass that is divided between its parts; the loss. */
  *#inParts(
    weights: Float32Array,
    base: number,
    count: number,
    gradient: Float32Array | null,
    tell: (share: number) => void,
  ): Parts<number> {
    const parts = this.#pass.begin(weights, base, count, gradient);
    const work = (count * (gradient === null ? this.#work.forward : this.#work.step)) / parts;
    for (let part = 0; part < parts; part += 1) {
      this.#pass.part(part);
      tell((part + 1) / parts);
      if (this.#isDue(work)) yield;
    }
    return this.#pass.loss;
  }

  *#forward(weights: Float32Array, base: number, count: number): Parts<number> {
    if (!this.#isShort(count)) return yield* this.#inParts(weights, base, count, null, () => undefined);
    const loss = this.#pass.forward(weights, base, count);
    if (this.#isDue(count * this.#work.forward)) yield;
    return loss;
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
    this.#turns.tell(() => this.#snapshots.set(id, weights.slice()));
    return id;
  }

  #snapshotOf(id: SnapshotId): Float32Array {
    if (id === currentWeights) return this.#weights;
    const snapshot = this.#snapshots.get(id);
    if (snapshot === undefined) throw new Error(`snapshot ${id} was released`);
    return snapshot;
  }

  #sourcesOf(snapshots: readonly SnapshotId[]): MixSources {
    const { model, replicas } = this.#setup;
    const vectors = snapshots.map((id) => this.#snapshotOf(id));
    return { vectors, layout: model.parameters, replicas: replicas.length };
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

  *#evaluate(
    weights: Float32Array,
    base: number,
    { start, count }: Range,
  ): Parts<{ loss: number; accuracy: number }> {
    const { data, model } = this.#setup;
    let loss = 0;
    let correct = 0;
    for (let done = 0; done < count; done += evaluationChunk) {
      const size = Math.min(evaluationChunk, count - done);
      fillRows(data, this.#pass, start + done, null, size);
      loss += (yield* this.#forward(weights, base, size)) * size;
      correct += correctCount(this.#pass.values.at(-1)!, this.#pass.targets, data.outputs, size);
    }
    return { loss: loss / count, accuracy: model.loss === 'cross-entropy' ? correct / count : NaN };
  }
}

/** Copies examples start + rows[b] (or start + b) into the pass, feature by feature. */
function fillRows(data: DataPool, pass: Pass, start: number, rows: Uint32Array | null, count: number): void {
  gather(data.inputs, data.features, start, rows, count, pass.inputs);
  gather(data.targets, data.outputs, start, rows, count, pass.targets);
}
