/**
 * An engine on the processor: order and division of calls, clocks, coefficients and answers, on top of a machine that
 * computes (machine.ts). Short calls are done at once, and their promises are already settled; long ones are divided
 * (engine/turns.ts), which does not change any sum.
 */
import { batchSize } from '../../core/batches.ts';
import { evaluationChunk, networkWork, type NetworkWork } from '../../core/cost.ts';
import { isOfClasses } from '../../core/model/losses.ts';
import { predictionsOf } from '../../core/model/pass.ts';
import type { Range, Split } from '../../core/data/data-set.ts';
import { coefficientCount, writeCoefficients, type OptimizerSettings } from '../../core/model/optimizers.ts';
import type { Parts } from '../../core/parts.ts';
import { addByGroup, gramWidth, requireParameters, requireWeights } from '../arguments.ts';
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
import { Turns } from '../turns.ts';
import type { Machine, Weights } from './machine.ts';

/** Fixed cost of a pass or a sum, in multiply-adds. */
const callWork = 2000;

/** Maximum number of steps whose coefficients are written at once. */
const mostSteps = 256;

export class HostEngine implements Engine {
  readonly identity: EngineIdentity;
  readonly #setup: EngineSetup;
  readonly #machine: Machine;
  readonly #parameters: number;
  /** [replica]. */
  readonly #settings: readonly OptimizerSettings[];
  readonly #clocks: ReplicaClocks;
  /** [step, replica, coefficient] of the steps being trained. */
  readonly #coefficients: Float32Array;
  readonly #turns = new Turns();
  /** Its own way to hold and abandon long calls. */
  readonly divided = this.#turns;
  readonly #work: NetworkWork;
  /** Maximum number of examples evaluated at once. */
  readonly #chunk: number;
  /** Predictions for each example. */
  readonly #tokens: number;
  readonly #maxWork: number;
  /** Multiply-adds since the last division. */
  #undivided = 0;
  #nextSnapshot = 1;
  #step = 0;

  /** Calls are divided after about `maxWork` multiply-adds; this affects only how soon other tasks run. */
  constructor(name: EngineIdentity['name'], setup: EngineSetup, machine: Machine, maxWork: number) {
    this.identity = { name, backend: name === 'simd' ? 'wasm' : 'none', adapter: null };
    this.#setup = setup;
    this.#machine = machine;
    this.#maxWork = maxWork;
    this.#parameters = setup.model.parameters.count;
    this.#work = networkWork(setup.model);
    this.#chunk = evaluationChunk(setup.model);
    this.#tokens = predictionsOf(setup.model).tokens;
    this.#clocks = new ReplicaClocks(setup);
    this.#settings = setup.replicas.map(({ momentum }) => ({ ...setup.optimizer, momentum }));
    this.#coefficients = new Float32Array(mostSteps * setup.replicas.length * coefficientCount);
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
    const { length } = this.#setup.replicas;
    const work =
      Math.max(...this.#setup.replicas.map((_, r) => this.#batchOf(r))) * this.#work.step + callWork;
    // As many replicas as can be trained before other tasks should run, and as many steps of all of them.
    const together = Math.max(1, Math.min(length, Math.floor(this.#maxWork / work)));
    const most =
      together < length ? 1 : Math.min(mostSteps, Math.max(1, Math.floor(this.#maxWork / (work * length))));
    for (let i = 0; i < steps;) {
      const count = Math.min(most, steps - i);
      for (let first = 0; first < length; first += together) {
        const end = Math.min(length, first + together);
        this.#writeCoefficients(count, first, end);
        if (this.#machine.train !== undefined && work <= this.#maxWork)
          this.#machine.train(
            { step: this.#step, steps: count, first, end, coefficients: this.#coefficients },
            block.loss,
            block.watched,
            i,
          );
        else
          yield* this.#trainByParts({ row: i, count, first, end }, block, (share) => {
            progress.done = i * length + first + share;
          });
        progress.done = i * length + end * count;
        if (this.#isDue(work * count * (end - first))) yield;
      }
      this.#step += count;
      i += count;
    }
    return block;
  }

  *#trainByParts(
    { row, count, first, end }: { row: number; count: number; first: number; end: number },
    { loss, watched }: TrainBlock,
    tell: (share: number) => void,
  ): Parts<void> {
    const { replicas, watched: parameters } = this.#setup;
    for (let i = 0, c = 0; i < count; i += 1) {
      for (let r = first; r < end; r += 1, c += coefficientCount) {
        const at = (row + i) * replicas.length + r;
        const examples = this.#machine.loadBatch(r, this.#step + i);
        loss[at] = yield* this.#pass(r, examples, true, tell);
        this.#machine.update(r, this.#coefficients, c);
        for (let w = 0; w < parameters.length; w += 1)
          watched[at * parameters.length + w] = this.#machine.at(currentWeights, r, parameters[w]!);
      }
    }
  }

  nextLoss(): Promise<Float32Array> {
    const loss = new Float32Array(this.#setup.replicas.length);
    return this.#byReplica(loss, function* (r) {
      loss[r] = yield* this.#pass(r, this.#machine.loadBatch(r, this.#step), false);
    });
  }

  snapshot(): SnapshotId {
    return this.#keep(null);
  }

  load(weights: Float32Array): SnapshotId {
    requireWeights(this.#setup, weights);
    return this.#keep(weights.slice());
  }

  release(snapshot: SnapshotId): void {
    this.#turns.tell(() => {
      this.#machine.release(snapshot);
    });
  }

  async sample(snapshots: readonly SnapshotId[], parameters: Uint32Array): Promise<Float32Array> {
    requireParameters(this.#setup, parameters);
    const replicas = this.#setup.replicas.length;
    const values = new Float32Array(snapshots.length * replicas * parameters.length);
    return this.#byReplica(values, (r) => {
      snapshots.forEach((snapshot, s) => {
        const at = (s * replicas + r) * parameters.length;
        for (let i = 0; i < parameters.length; i += 1)
          values[at + i] = this.#machine.at(snapshot, r, parameters[i]!);
      });
      return this.#isDue(snapshots.length * parameters.length);
    });
  }

  gram(columns: Columns, active?: readonly boolean[]): Promise<Float64Array> {
    const { model, replicas } = this.#setup;
    const { count, snapshots, groupOf } = columns;
    const { length } = model.parameters.tensors;
    const width = gramWidth(columns, length);
    const gram = new Float64Array(replicas.length * width).fill(NaN);
    const matrices = groupOf === undefined ? gram : new Float64Array(length * count * count);
    const work = this.#parameters * count * (count / 2 + snapshots.length);
    return this.#byReplica(
      gram,
      (r) => {
        this.#machine.gram(columns, r, matrices, groupOf === undefined ? r * width : 0);
        if (groupOf !== undefined) addByGroup(matrices, groupOf, count * count, gram, r * width);
        return this.#isDue(work);
      },
      active,
    );
  }

  meanAbsolute(mix: Mix, active?: readonly boolean[]): Promise<Float64Array> {
    const { length } = this.#setup.replicas;
    const means = new Float64Array(mix.rows * length).fill(NaN);
    const fill = function* (this: HostEngine, r: number): Parts<void> {
      for (let row = 0; row < mix.rows; row += 1) {
        means[row * length + r] = this.#machine.meanAbsolute(mix, row, r);
        if (this.#isDue(this.#parameters * (mix.snapshots.length + 1))) yield;
      }
    };
    return this.#byReplica(means, fill, active);
  }

  lossOf(mix: Mix, split: Split, active: readonly boolean[]): Promise<Float32Array> {
    const { length } = this.#setup.replicas;
    const losses = new Float32Array(mix.rows * length).fill(NaN);
    const fill = function* (this: HostEngine, r: number): Parts<void> {
      const range = this.#rangeOf(r, split);
      // A split that fits is loaded once for all rows.
      const fits = range.count <= this.#chunk;
      if (fits) this.#machine.loadRange(range.start, range.count);
      for (let row = 0; row < mix.rows; row += 1) {
        this.#machine.mix(mix, row, r);
        losses[row * length + r] = fits
          ? yield* this.#pass('mixed', range.count, false)
          : (yield* this.#evaluate('mixed', range)).loss;
      }
    };
    return this.#byReplica(losses, fill, active);
  }

  score(split: Split): Promise<SplitScore> {
    const { length } = this.#setup.replicas;
    const score = { loss: new Float32Array(length), accuracy: new Float32Array(length) };
    return this.#byReplica(score, function* (r) {
      const found = yield* this.#evaluate(r, this.#rangeOf(r, split));
      score.loss[r] = found.loss;
      score.accuracy[r] = found.accuracy;
    });
  }

  adopt(mix: Mix, accept: readonly boolean[], change: AdoptionChange): void {
    this.#turns.tell(() => {
      this.#clocks.adopt(this.#step, accept, change);
      this.#setup.replicas.forEach((_, r) => {
        if (accept[r] !== true) return;
        this.#machine.adopt(mix, r);
        if (change.state !== 'keep') this.#machine.zeroMoments(r);
      });
    });
  }

  checkpoint(): Promise<EngineState> {
    const state = (): EngineState => ({
      step: this.#step,
      weights: this.#machine.read(currentWeights),
      moments: this.#machine.moments(),
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
      this.#machine.write(state.weights);
      this.#machine.writeMoments(state.moments);
      this.#clocks.restore(state.clocks);
    });
  }

  dispose(): void {
    this.#turns.steer('abandon');
    this.#machine.dispose();
  }

  /**
   * Fills an answer replica by replica, but only those that are active. `fill` does one at once and returns whether the
   * call should be divided then, or does it in parts.
   */
  #byReplica<Answer>(
    answer: Answer,
    fill: (this: HostEngine, replica: number) => Parts<void> | boolean,
    active?: readonly boolean[],
  ): Promise<Answer> {
    const { length } = this.#setup.replicas;
    const each = fill.bind(this);
    let done = 0;
    const parts = function* (): Parts<Answer> {
      for (; done < length; done += 1) {
        if (active !== undefined && active[done] !== true) continue;
        const rest = each(done);
        if (typeof rest !== 'boolean') yield* rest;
        else if (rest) yield;
      }
      return answer;
    };
    return this.#turns.ask(parts, () => done / length);
  }

  /** Counts work; true when a call should be divided. */
  #isDue(work: number): boolean {
    this.#undivided += work + callWork;
    if (this.#undivided < this.#maxWork) return false;
    this.#undivided = 0;
    return true;
  }

  /** A pass over the loaded examples, divided between its parts if it is long; returns its loss. */
  *#pass(
    weights: Weights,
    examples: number,
    backward: boolean,
    tell?: (share: number) => void,
  ): Parts<number> {
    const machine = this.#machine;
    const parts = machine.begin(weights, backward);
    const work = examples * (backward ? this.#work.step : this.#work.forward);
    const isShort = work <= this.#maxWork;
    for (let part = 0; part < parts; part += 1) {
      machine.part(part);
      if (isShort) continue;
      tell?.((part + 1) / parts);
      if (this.#isDue(work / parts)) yield;
    }
    if (isShort && this.#isDue(backward ? 0 : work)) yield;
    return machine.loss();
  }

  #writeCoefficients(steps: number, first: number, end: number): void {
    for (let i = 0, at = 0; i < steps; i += 1) {
      const step = this.#step + i;
      for (let r = first; r < end; r += 1, at += coefficientCount) {
        const rate = this.#setup.replicas[r]!.learningRate * this.#clocks.factor(r, step);
        writeCoefficients(this.#settings[r]!, rate, this.#clocks.age(r, step), this.#coefficients, at);
      }
    }
  }

  #keep(weights: Float32Array | null): SnapshotId {
    const id = this.#nextSnapshot as SnapshotId;
    this.#nextSnapshot += 1;
    this.#turns.tell(() => {
      this.#machine.keep(id, weights);
    });
    return id;
  }

  #batchOf(replica: number): number {
    return batchSize({ examples: this.#rangeOf(replica, 'train').count, batch: this.#setup.batch });
  }

  #rangeOf(replica: number, split: Split): Range {
    return this.#setup.data.sets[this.#setup.replicas[replica]!.dataSet]![split];
  }

  *#evaluate(weights: Weights, { start, count }: Range): Parts<{ loss: number; accuracy: number }> {
    let loss = 0;
    let correct = 0;
    for (let done = 0; done < count; done += this.#chunk) {
      const size = Math.min(this.#chunk, count - done);
      this.#machine.loadRange(start + done, size);
      loss += (yield* this.#pass(weights, size, false)) * size;
      correct += this.#machine.correct();
    }
    const accuracy = isOfClasses(this.#setup.model.loss) ? correct / (count * this.#tokens) : NaN;
    return { loss: loss / count, accuracy };
  }
}
