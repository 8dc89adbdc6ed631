/**
 * The engine interface: trains all replicas of one experiment in lock-step and keeps their weights.
 * The core sees only losses, sums and sampled weights. One implementation per way of computing.
 *
 * Calls take effect in the order they are made; a promise is for the answer only. A caller may
 * therefore issue several calls and await their answers together. What it hands over stays as it is until it is answered. After a rejection the engine is
 * unusable and must be disposed.
 */
import type { DataPool, Split } from '../core/data/data-set.ts';
import type { Model } from '../core/model/model.ts';
import type { SharedSettings } from '../core/model/optimizers.ts';
import type { ScheduleSettings } from '../core/model/schedules.ts';
import type { EngineName } from '../experiment/fields.ts';

/** Everything an engine needs to start. Plain data: it can be posted to another worker. */
export interface EngineSetup {
  readonly model: Model;
  readonly optimizer: SharedSettings;
  /** Examples per step; 0 is the whole training split. */
  readonly batch: number;
  readonly data: DataPool;
  readonly replicas: readonly ReplicaSetup[];
  /** [replica, parameter] initial weights. */
  readonly weights: Float32Array;
  /** Parameter indexes whose values are recorded after every step. */
  readonly watched: Uint32Array;
}

export interface ReplicaSetup {
  /** Names the batch stream (core/batches.ts): replicas of one seed see the same batches. */
  readonly seed: number;
  /** Index into `data.sets`. */
  readonly dataSet: number;
  /** Base learning rate; the schedule multiplies it. */
  readonly learningRate: number;
  /** Share of the last step's velocity that stays; only the optimizers `momentum` and `nesterov` use it. */
  readonly momentum: number;
  readonly schedule: ScheduleSettings;
}

/** A snapshot of all weights [replica, parameter] that the engine keeps. */
export type SnapshotId = number & { readonly snapshot: unique symbol };

/** Stands for the current weights wherever a snapshot id is expected. */
export const currentWeights = 0 as SnapshotId;

export interface TrainBlock {
  /** [step, replica]: training loss on the step's batch, *before* its update. */
  readonly loss: Float32Array;
  /** [step, replica, watched]: recorded weights after each update. */
  readonly watched: Float32Array;
}

/**
 * Affine mixes of snapshots, with coefficients of their own for every row, replica and tensor:
 * value[row, replica, p] = sum_s c[row, replica, tensor(p), s] * snapshot_s[replica, p] + c[.., S].
 */
export interface Mix {
  readonly snapshots: readonly SnapshotId[];
  readonly rows: number;
  /** [row, replica, tensor, snapshots + 1]; the last term is the constant. */
  readonly coefficients: Float32Array;
}

/** Columns for inner products, the same for all replicas: column_i = sum_s d[i, s] * snapshot_s + d[i, S]. */
export interface Columns {
  readonly snapshots: readonly SnapshotId[];
  readonly count: number;
  /** [column, snapshots + 1]; the last term is the constant. */
  readonly coefficients: Float64Array;
}

export interface SplitScore {
  /** [replica] mean loss. */
  readonly loss: Float32Array;
  /** [replica] share of examples whose largest output is the right class; NaN for regression. */
  readonly accuracy: Float32Array;
}

/**
 * What becomes of the optimizer's state: everything is kept; or moments are zeroed and its own step
 * counter starts again, as in a new optimizer; or moments are zeroed and the counter goes on, so that
 * Adam corrects a bias that is no longer there.
 */
export type OptimizerStateRule = 'keep' | 'reset' | 'zero-moments';

/** What happens in replicas that adopt new weights, apart from the weights. Batch order is never touched. */
export interface AdoptionChange {
  readonly state: OptimizerStateRule;
  /** [replica]: whole steps, at least 0, by which the schedule moves on; null where it does not. */
  readonly advance: readonly number[] | null;
}

/** A resumable state. Moments are those of the optimizer, in its order. */
export interface EngineState {
  /** Optimizer steps done. */
  readonly step: number;
  /** [replica, parameter]. */
  readonly weights: Float32Array;
  /** Each [replica, parameter]. */
  readonly moments: readonly Float32Array[];
  /**
   * [replica, 2]: steps by which its schedule is ahead of `step`, and the step at which its optimizer's
   * own counter was last 0.
   */
  readonly clocks: Int32Array;
}

export type Backend = 'webgpu' | 'wasm' | 'cpu' | 'none';

/** What WebGPU offers on a machine; `software`: an adapter that computes on the processor. */
export type GpuState = 'none' | 'insecure' | 'no-adapter' | 'software' | 'ready';

export interface AdapterSummary {
  readonly vendor: string;
  readonly architecture: string;
  readonly isFallback: boolean;
}

export interface EngineIdentity {
  readonly name: EngineName;
  readonly backend: Backend;
  readonly adapter: AdapterSummary | null;
}

/** A hand on calls that take long. Engines have it that divide them, so that others get their turn between the parts. */
export interface Divided {
  /**
   * `hold` lets a long call stand still at its next part until `resume`; short ones are still done. `abandon` gives
   * up what is being computed and all that waits for it: they reject, and the engine has to be disposed of.
   */
  steer(what: 'hold' | 'resume' | 'abandon'): void;
  /** How much of the call in progress is done, 0..1; null where none takes long. */
  share(): number | null;
}

/**
 * Weights over time, as far as forecasts need them: snapshots, and sums over them. Whatever can keep snapshots can be
 * one, whether it trains or not.
 */
export interface Trajectory {
  /** Keeps the current weights. Release every snapshot that is no longer needed. */
  snapshot(): SnapshotId;
  /** Keeps other weights [replica, parameter] as if they had been a snapshot. They are copied. Throws a RangeError if their number is wrong. */
  load(weights: Float32Array): SnapshotId;
  release(snapshot: SnapshotId): void;

  /**
   * Some weights of snapshots, exactly: [snapshot, replica, parameter of the list]; only that a graphics
   * device may take numbers below 2^-126 for 0. Rejects with a RangeError where there is no such parameter.
   */
  sample(snapshots: readonly SnapshotId[], parameters: Uint32Array): Promise<Float32Array>;

  /**
   * Inner products of columns over the weights of every tensor: [replica, tensor, count, count].
   * Partials of at most 1024 weights in float32, their sum in float64. NaN in replicas that are not `active`; left out: all are.
   */
  gram(columns: Columns, active?: readonly boolean[]): Promise<Float64Array>;

  /** [row, replica]: mean over all weights of |mix|; NaN in replicas that are not `active`. */
  meanAbsolute(mix: Mix, active?: readonly boolean[]): Promise<Float64Array>;
}

/** A trajectory that is being trained. Each of its methods is also a value: a call (calls.ts). */
export interface Trainer extends Trajectory {
  /** Trains `steps` steps. Non-finite replicas may go on computing; they never disturb others. */
  train(steps: number): Promise<TrainBlock>;

  /** [replica]: the loss that the next step of `train` would report, without training. */
  nextLoss(): Promise<Float32Array>;

  /** [row, replica]: loss on a split with mixed weights. Rows of replicas that are not `active` are NaN. */
  lossOf(mix: Mix, split: Split, active: readonly boolean[]): Promise<Float32Array>;

  /** Loss and accuracy of the current weights on a split. */
  score(split: Split): Promise<SplitScore>;

  /**
   * Writes row 0 of the mix into the replicas marked in `accept` and changes their state as said; the
   * others stay untouched to the bit. Throws a RangeError for an `advance` that is not whole or below 0.
   */
  adopt(mix: Mix, accept: readonly boolean[], change: AdoptionChange): void;

  checkpoint(): Promise<EngineState>;
  restore(state: EngineState): void;
}

/** A trainer that was started for one experiment, and takes a device, workers or memory until it is disposed of. */
export interface Engine extends Trainer {
  readonly identity: EngineIdentity;
  /** Left out where calls cannot be divided. */
  readonly divided?: Divided | undefined;

  /** Frees everything. Safe to call twice. */
  dispose(): void;
}

/** Starts an engine for one experiment. Rejects when the machine cannot run it. */
export type EngineFactory = (setup: EngineSetup) => Promise<Engine>;
