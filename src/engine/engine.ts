/**
 * The engine interface: trains all replicas of one experiment in lock-step and owns their weights. Forecasting code
 * sees only losses, sums and sampled weights. There is one implementation per way of computing.
 *
 * Calls take effect in the order they are made; a promise is only for the answer. A caller may therefore issue
 * several calls and await their answers together. Arguments must not be changed until the call is answered. After a
 * rejection the engine is unusable and must be disposed of.
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
  /** Selects the batch stream (core/batches.ts): replicas of one seed see the same batches. */
  readonly seed: number;
  /** Index into `data.sets`. */
  readonly dataSet: number;
  /** Base learning rate; the schedule multiplies it. */
  readonly learningRate: number;
  /**
   * Fraction of the last step's velocity that is carried over; only the optimizers `momentum` and `nesterov` use it.
   */
  readonly momentum: number;
  readonly schedule: ScheduleSettings;
}

/** A snapshot of all weights [replica, parameter] that the engine holds. */
export type SnapshotId = number & { readonly snapshot: unique symbol };

/** Denotes the current weights in place of a snapshot id. */
export const currentWeights = 0 as SnapshotId;

export interface TrainBlock {
  /**
   * [step, replica]: training loss on the step's batch, *before* its update; with the values
   * dropped that the step drops.
   */
  readonly loss: Float32Array;
  /** [step, replica, watched]: recorded weights after each update. */
  readonly watched: Float32Array;
}

/**
 * Linear combinations of snapshots plus a constant, with separate coefficients for every row, replica and tensor:
 * value[row, replica, p] = sum_s c[row, replica, tensor(p), s] * snapshot_s[replica, p] + c[.., S].
 */
export interface Mix {
  readonly snapshots: readonly SnapshotId[];
  readonly rows: number;
  /** [row, replica, tensor, snapshots + 1]; the last coefficient is the constant. */
  readonly coefficients: Float32Array;
}

/** Vectors for inner products, the same for all replicas: column_i = sum_s d[i, s] * snapshot_s + d[i, S]. */
export interface Columns {
  readonly snapshots: readonly SnapshotId[];
  readonly count: number;
  /** [column, snapshots + 1]; the last coefficient is the constant. */
  readonly coefficients: Float64Array;
  /** [tensor]: the group whose inner products are added up, from 0 on; left out: every tensor is its own. */
  readonly groupOf?: readonly number[] | undefined;
}

export interface SplitScore {
  /** [replica] mean loss. */
  readonly loss: Float32Array;
  /** [replica] fraction of examples whose largest output is the right class; NaN for regression. */
  readonly accuracy: Float32Array;
}

/**
 * What happens to the optimizer state: `keep` changes nothing; `reset` zeroes the moments and restarts the step
 * counter, as in a new optimizer; `zero-moments` zeroes the moments and keeps the counter, so that Adam's bias
 * correction no longer matches.
 */
export type OptimizerStateRule = 'keep' | 'reset' | 'zero-moments';

/** What happens to replicas that adopt new weights, apart from the weights. The batch order never changes. */
export interface AdoptionChange {
  readonly state: OptimizerStateRule;
  /** [replica]: whole steps, at least 0, by which the schedule advances; null if it does not. */
  readonly advance: readonly number[] | null;
}

/** A state from which training can resume. Moments are those of the optimizer, in its order. */
export interface EngineState {
  /** Optimizer steps done. */
  readonly step: number;
  /** [replica, parameter]. */
  readonly weights: Float32Array;
  /** Each [replica, parameter]. */
  readonly moments: readonly Float32Array[];
  /**
   * [replica, 2]: steps by which its schedule is ahead of `step`, and the step at which its optimizer's own counter
   * was last 0.
   */
  readonly clocks: Int32Array;
}

export type Backend = 'webgpu' | 'wasm' | 'cpu' | 'none';

/** What WebGPU offers on a machine; `software`: an adapter that emulates a graphics device on the processor. */
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

/** Control over long calls. Only engines that divide long calls have it, so that other tasks run between the parts. */
export interface Divided {
  /**
   * `hold` pauses a long call at its next part until `resume`; short calls still run. `abandon` cancels the current
   * call and all waiting ones: they reject, and the engine must be disposed of.
   */
  steer(what: 'hold' | 'resume' | 'abandon'): void;
  /** Fraction 0..1 of the current call that is done; null if no long call is running. */
  share(): number | null;
}

/**
 * Weights over time, as far as forecasts need them: snapshots, and sums over them. Implementations need not be able
 * to train.
 */
export interface Trajectory {
  /** Stores the current weights. Release every snapshot that is no longer needed. */
  snapshot(): SnapshotId;
  /**
   * Stores other weights [replica, parameter] as a snapshot. They are copied. Throws a RangeError if their number is
   * wrong.
   */
  load(weights: Float32Array): SnapshotId;
  release(snapshot: SnapshotId): void;

  /**
   * Some weights of snapshots, exactly: [snapshot, replica, parameter of the list]; only a graphics device may
   * replace numbers below 2^-126 by 0. Rejects with a RangeError if there is no such parameter.
   */
  sample(snapshots: readonly SnapshotId[], parameters: Uint32Array): Promise<Float32Array>;

  /**
   * Inner products of columns over the weights of every tensor: [replica, tensor, count, count]; with groups, added up
   * in the order of the tensors: [replica, group, count, count]. Partial sums of at most 1024 weights in float32,
   * their total in float64. NaN in replicas that are not `active`; if left out, all are.
   */
  gram(columns: Columns, active?: readonly boolean[]): Promise<Float64Array>;

  /** [row, replica]: mean over all weights of |linear combination|; NaN in replicas that are not `active`. */
  meanAbsolute(mix: Mix, active?: readonly boolean[]): Promise<Float64Array>;
}

/**
 * Forecasts compared with actual weights, all of them linear combinations: [row, run, tensor, snapshots + 1] as in a
 * combination, with a run in place of a replica.
 */
export interface Comparison {
  readonly mix: Mix;
  /** The weights at the anchor, and the actual ones. */
  readonly anchor: SnapshotId;
  readonly target: SnapshotId;
}

/** Numbers of a comparison for each row, run and part, in this order. */
export const comparedSums = ['error', 'squared', 'crossed', 'moved'] as const;

export interface Compared {
  /** [row, run]: mean over all weights of |forecast - actual|, the number that `meanAbsolute` gives. */
  readonly meanError: Float64Array;
  /**
   * [row, run, part, 4]: sums over the weights of a part of |e|, e^2, e a and a^2, with e = forecast - actual and a =
   * actual - anchor.
   */
  readonly sums: Float64Array;
}

/**
 * A trajectory that was recorded instead of being trained. Its calls are collected and answered together by the next
 * pass, because every pass reads all weights.
 */
export interface RecordedTrajectory extends Trajectory {
  /** Makes a checkpoint the current weights of the calls that follow. */
  moveTo(checkpoint: number): void;
  /** Values [run, checkpoint, parameter of the list] of some weights at all checkpoints. */
  sampleRuns(parameters: Uint32Array): Promise<Float32Array>;
  compare(comparison: Comparison): Promise<Compared>;
  /** Number of calls that wait for a pass. */
  readonly waiting: number;
  /**
   * Answers all calls so far, reading all weights once. `turn` is called with the fraction done and returns whether to
   * continue. Rejects if it does not, or if weights cannot be read; calls that waited are then never answered.
   */
  pass(turn: (share: number) => Promise<boolean>): Promise<void>;
}

/** A trajectory that is being trained. Each of its methods also exists as a value: a call (calls.ts). */
export interface Trainer extends Trajectory {
  /** Trains `steps` steps. Non-finite replicas may continue to be computed; they never disturb others. */
  train(steps: number): Promise<TrainBlock>;

  /** [replica]: the loss that the next step of `train` would report if it dropped no values, without training. */
  nextLoss(): Promise<Float32Array>;

  /** [row, replica]: loss on a split with linearly combined weights. NaN in replicas that are not `active`. */
  lossOf(mix: Mix, split: Split, active: readonly boolean[]): Promise<Float32Array>;

  /** Loss and accuracy of the current weights on a split. */
  score(split: Split): Promise<SplitScore>;

  /**
   * Writes row 0 of the combination into the replicas marked in `accept` and changes their state as given; the others
   * stay bit-identical. Throws a RangeError for an `advance` that is not whole or is below 0.
   */
  adopt(mix: Mix, accept: readonly boolean[], change: AdoptionChange): void;

  checkpoint(): Promise<EngineState>;
  restore(state: EngineState): void;
}

/** A trainer started for one experiment, which holds a device, workers or memory until it is disposed of. */
export interface Engine extends Trainer {
  readonly identity: EngineIdentity;
  /** Left out if calls cannot be divided. */
  readonly divided?: Divided | undefined;

  /** Frees everything. Safe to call twice. */
  dispose(): void;
}

/** Starts an engine for one experiment. Rejects if this machine cannot run it. */
export type EngineFactory = (setup: EngineSetup) => Promise<Engine>;
