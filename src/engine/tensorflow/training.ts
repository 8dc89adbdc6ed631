/**
 * The training loop: a block of steps is queued without waiting for the device, and all its results are read back in
 * one piece.
 */
import {
  concat,
  dispose,
  gather,
  keep,
  reshape,
  tensor,
  tidy,
  where,
  zerosLike,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { decaySpans, optimizers } from '../../core/model/optimizers.ts';
import { ReplicaClocks } from '../clocks.ts';
import type { AdoptionChange, EngineSetup, EngineState, TrainBlock } from '../engine.ts';
import type { Examples } from './examples.ts';
import { evaluate, lossAndGradient, lossScale, type Batch, type NetworkModel } from './network.ts';
import { clipped, RateTable, tensorOptimizers, type OptimizerTensors } from './optimizers.ts';
import { flagsOf } from './snapshots.ts';
import type { Reader } from './sums.ts';

export class Training {
  /** Optimizer steps done. */
  step = 0;
  readonly #setup: EngineSetup;
  readonly #model: NetworkModel;
  readonly #examples: Examples;
  readonly #watched: Tensor; // [watched] parameter indexes
  /** [1, parameter]: 1 for weights that decay, 0 for others; null if all decay. */
  readonly #decaying: Tensor | null;
  readonly #clocks: ReplicaClocks;
  #state: OptimizerTensors;

  constructor(setup: EngineSetup, model: NetworkModel, examples: Examples) {
    const {
      replicas,
      model: { parameters },
      weights,
      watched,
      optimizer,
    } = setup;
    this.#setup = setup;
    this.#model = model;
    this.#examples = examples;
    this.#clocks = new ReplicaClocks(setup);
    this.#watched = keep(tensor(Int32Array.from(watched), [watched.length], 'int32'));
    this.#decaying = optimizer.decayOf === 'all' ? null : keep(flagsOfDecay(setup));
    const initial = keep(tensor(weights.slice(), [replicas.length, parameters.count]));
    const moments = Array.from({ length: optimizers[optimizer.name].moments }, () =>
      keep(zerosLike(initial)),
    );
    this.#state = { weights: initial, moments };
  }

  /** The current weights, [replica, parameter]. Never written to; disposed of when they change. */
  get weights(): Tensor {
    return this.#state.weights;
  }

  /** The current weights and moments. */
  get tensors(): readonly Tensor[] {
    return [this.#state.weights, ...this.#state.moments];
  }

  /** A copy, as in `EngineState.clocks`. */
  get clocks(): Int32Array {
    return this.#clocks.numbers();
  }

  /** Changes the clocks and moments of replicas that adopt weights; `replace` changes the weights themselves. */
  change(accept: readonly boolean[], change: AdoptionChange): void {
    this.#clocks.adopt(this.step, accept, change);
    if (change.state === 'keep') return;
    const moments = tidy(() => {
      const zeroed = flagsOf(accept, this.#setup.replicas.length);
      return this.#state.moments.map((moment) => where(zeroed, zerosLike(moment), moment));
    });
    this.replace(this.weights, moments);
  }

  /** Replaces the weights and, if given, the moments. */
  replace(weights: Tensor, moments: readonly Tensor[] = this.#state.moments): void {
    const old = this.#state;
    this.#state = { weights: keep(weights), moments: moments.map((moment) => keep(moment)) };
    if (weights !== old.weights) old.weights.dispose();
    if (moments !== old.moments) dispose([...old.moments]);
  }

  /** Restores a state; its arrays are copied. Throws if their lengths do not fit. */
  restore({ step, weights, moments, clocks }: EngineState): void {
    const { shape } = this.#state.weights;
    if (moments.length !== this.#state.moments.length) throw new Error('the state is of another optimizer');
    this.step = step;
    this.#clocks.restore(clocks);
    this.replace(
      tensor(weights.slice(), shape),
      moments.map((moment) => tensor(moment.slice(), shape)),
    );
  }

  /** Queues `steps` steps. The returned function waits for the device. */
  train(steps: number, read: Reader): Promise<TrainBlock> {
    const { replicas, optimizer } = this.#setup;
    if (steps === 0) return Promise.resolve({ loss: new Float32Array(0), watched: new Float32Array(0) });
    const table = Array.from({ length: steps }, (_, i) =>
      replicas.map(({ learningRate, momentum }, r) => ({
        learningRate: learningRate * this.#clocks.factor(r, this.step + i),
        momentum,
        age: this.#clocks.age(r, this.step + i),
      })),
    );
    const rates = new RateTable(optimizer, table);
    const batches = this.#examples.batches(this.step, steps);
    const reports: Tensor[] = [];
    for (let i = 0; i < steps; i += 1) {
      const [weights, ...rest] = tidy(() => this.#oneStep(batches.at(i), rates.at(i)));
      this.replace(weights!, rest.splice(0, this.#state.moments.length));
      reports.push(...rest);
      this.step += 1;
    }
    const report = tidy(() => concat(reports));
    dispose(reports);
    rates.dispose();
    batches.dispose();
    return this.#block(read(report), steps);
  }

  /** [replica]: loss on the next step's batch. */
  async nextLoss(read: Reader): Promise<Float32Array> {
    const batches = this.#examples.batches(this.step, 1);
    const sums = tidy(() => evaluate(this.#model, this.weights, batches.at(0)).sum);
    batches.dispose();
    return scaled(await read(sums), this.#lossScale());
  }

  dispose(): void {
    dispose([this.#watched, ...this.tensors]);
    this.#decaying?.dispose();
  }

  /** Weights, moments, then the report: loss sums [replica] and watched weights [replica * watched]. */
  #oneStep(batch: Batch, rates: readonly Tensor[]): Tensor[] {
    const { optimizer: settings, watched } = this.#setup;
    const { constants } = this.#model;
    const { sum, gradient } = lossAndGradient(this.#model, this.weights, batch);
    const next = tensorOptimizers[settings.name].update({
      ...this.#state,
      gradient: clipped(gradient, settings.clip, constants),
      rates,
      settings,
      decaying: this.#decaying,
      constants,
    });
    const seen = watched.length === 0 ? [] : [reshape(gather(next.weights, this.#watched, 1), [-1])];
    return [next.weights, ...next.moments, sum, ...seen];
  }

  /** Splits the report of the steps: per step losses [replica], then watched weights [replica, watched]. */
  async #block(reading: Promise<Float32Array>, steps: number): Promise<TrainBlock> {
    const { replicas, watched } = this.#setup;
    const report = await reading;
    const seen = replicas.length * watched.length;
    const loss = new Float32Array(steps * replicas.length);
    const values = new Float32Array(steps * seen);
    for (let i = 0; i < steps; i += 1) {
      const at = i * (replicas.length + seen);
      loss.set(report.subarray(at, at + replicas.length), i * replicas.length);
      values.set(report.subarray(at + replicas.length, at + replicas.length + seen), i * seen);
    }
    return { loss: scaled(loss, this.#lossScale()), watched: values };
  }

  #lossScale(): number {
    return lossScale(this.#model, this.#examples.batchSize);
  }
}

/** [1, parameter]: 1 for weights that decay, 0 for others. */
function flagsOfDecay({ model: { parameters }, optimizer }: EngineSetup): Tensor {
  const flags = new Float32Array(parameters.count);
  for (const { start, end, decays } of decaySpans(parameters, optimizer.decayOf))
    flags.fill(Number(decays), start, end);
  return tensor(flags, [1, parameters.count]);
}

const scaled = (values: Float32Array, factor: number): Float32Array => values.map((value) => value * factor);
