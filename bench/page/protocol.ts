/** Messages between the driver, the page and its workers. Types only; the driver is ours, so nothing is parsed. */
import type { ActivationName, Model } from '../../src/core/model/model.ts';
import type { CnnShape } from '../../src/core/model/networks/cnn.ts';
import type { DecoderShape } from '../../src/core/model/networks/transformer.ts';
import type { AdapterSummary, Backend } from '../../src/engine/engine.ts';
import type { EngineName } from '../../src/experiment/fields.ts';

/** `plain`: mini-batches of one shared data set. `default`: what the app trains when it is opened. */
export interface PerceptronCase {
  readonly shape: 'plain' | 'default';
  readonly widths: readonly number[];
  readonly activation: ActivationName;
}

/** Networks that every way builds from one model, with the same initial weights and one batch of examples. */
export type GraphCase =
  | { readonly shape: 'cnn'; readonly cnn: CnnShape }
  | { readonly shape: 'decoder'; readonly decoder: DecoderShape };

interface Training {
  readonly batch: number;
  readonly optimizer: 'sgd' | 'adam';
  readonly replicas: number;
}

/** One experiment to train. */
export type BenchCase = Training & (PerceptronCase | GraphCase);

/** A network and its examples. */
export interface Problem<Numbers extends ArrayLike<number>> {
  readonly model: Model;
  /** [example, feature], and [example, target] as in a data pool. */
  readonly inputs: Numbers;
  readonly targets: Numbers;
  /** [parameter]: the initial weights of the first replica. */
  readonly weights: Numbers;
}

export type EngineWay =
  | 'fused'
  | 'simd-1'
  | 'simd-all'
  | 'reference-1'
  | 'reference-all'
  | 'tensorflow-webgpu'
  | 'tensorflow-wasm'
  | 'tensorflow-cpu';
export type StockWay = 'stock-tfjs-webgpu' | 'stock-tfjs-wasm' | 'stock-tfjs-cpu';
export type JaxWay = 'jax-js-webgpu' | 'jax-js-wasm';
/** A way of training that runs in the browser. */
export type Way = EngineWay | StockWay | JaxWay;

/** A block of training, timed until its last loss could be read. */
export interface Timed {
  readonly seconds: number;
  /** Loss of the last step, of the first replica. */
  readonly loss: number;
}

/** The engine that the automatic choice selected for a case. */
export interface Choice {
  readonly name: EngineName;
  readonly backend: Backend;
  readonly reason: string;
}

/**
 * A part of the default experiment's run: `whole`, as in the app; `without` forecasts, and so without snapshots,
 * fits, searches, jumps and scores; `bare`, as in a sweep, which does not record forecasts, scores and full weights;
 * `bareWithout` forecasts; or only its steps in one block.
 */
export type ConductedPart = 'whole' | 'without' | 'bare' | 'bareWithout' | 'training';

/** Where the time of one run went, if every call to the engine is awaited before the next. */
export interface MeteredRun {
  readonly steps: number;
  readonly replicas: number;
  readonly serial: SerialTimes;
  /** By engine call: how often in that run, and seconds in total. */
  readonly calls: Readonly<Record<string, { readonly count: number; readonly seconds: number }>>;
  /** Bytes returned by the engine per step of all replicas, including training records. */
  readonly bytesPerStep: number;
  /** The part of these requested by forecasts and jumps. */
  readonly jumpBytesPerStep: number;
}

/** One least-squares fit of two inputs to many horizons of very many weights. */
export interface LargeFit {
  readonly weights: number;
  readonly horizons: number;
  /** Of sums and solution; generating the weights is not counted. */
  readonly seconds: number;
  readonly weightsPerSecond: number;
  /** Bytes of weights and blocks held at a time. */
  readonly bytesHeld: number;
  /** Largest difference of the farthest horizon's coefficients from the exact ones. */
  readonly error: number;
}

export interface SerialTimes {
  readonly train: number;
  /** snapshot, load, release, gram, meanAbsolute, lossOf and adopt. */
  readonly jump: number;
  /** Losses and scores at the four evaluations of all splits, and all weights at some steps. */
  readonly evaluate: number;
  /** Between calls: fits, linear combinations, events. */
  readonly conductor: number;
}

export interface Surroundings {
  readonly adapter: AdapterSummary | null;
  readonly software: boolean;
  readonly description: string;
  /** In plain words. */
  readonly reason: string;
  /** As reported by the browser. */
  readonly cores: number;
}

/** Requests to a worker. */
export interface WorkerCalls {
  readonly start: (way: Way, experiment: BenchCase) => Promise<void>;
  readonly train: (steps: number) => Promise<Timed>;
  readonly choose: (experiment: BenchCase) => Promise<Choice>;
  readonly startDefault: (way: EngineWay) => Promise<void>;
  readonly time: (part: ConductedPart) => Promise<number>;
  readonly meter: () => Promise<MeteredRun>;
  readonly largeFit: () => Promise<LargeFit>;
  /** GFLOP/s of one thread with float32 in lanes of four. */
  readonly peak: () => Promise<number>;
}

export interface WorkerCall {
  readonly method: keyof WorkerCalls;
  readonly args: readonly unknown[];
}

export type WorkerAnswer = { readonly value: unknown } | { readonly error: string };
