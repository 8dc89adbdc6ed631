/** The events of a run, in the past tense: plain data that is posted from the worker to the page. Types only. */
import type { Model } from '../core/model/model.ts';
import type { AdapterSummary, Backend, GpuState } from '../engine/engine.ts';
import type { BetweenName } from '../experiment/arms.ts';
import type { EngineName } from '../experiment/fields.ts';
import type { ArmId } from '../experiment/fields.ts';

/** One network in training: an arm and a seed. */
export interface ReplicaLabel {
  readonly arm: ArmId;
  readonly seed: number;
}

/** A weight whose value is recorded at every step. */
export interface WatchedWeight {
  /** Index into the flat weight vector. */
  readonly parameter: number;
  /** Index of its tensor in the model's layout. */
  readonly tensor: number;
  /** Position within its tensor. */
  readonly index: number;
}

export interface EngineReport {
  readonly name: EngineName;
  readonly backend: Backend;
  readonly adapter: AdapterSummary | null;
  /** Why this engine, in plain words. */
  readonly reason: string;
  /** What WebGPU offers here; left out if it was not checked. */
  readonly gpu?: GpuState;
}

/** The learning rates of the arms of a tuned run, and how they were chosen. */
export interface Tuning {
  /** None of them is a seed of the run itself. */
  readonly seeds: readonly number[];
  /** Learning rates tried, ascending. */
  readonly grid: readonly number[];
  /** Training loss that all arms are timed to; null if no control improved on its initial loss. */
  readonly target: number | null;
  readonly arms: readonly TunedArm[];
}

export interface TunedArm {
  readonly arm: ArmId;
  /** Its chosen learning rate. */
  readonly rate: number;
  /** The arm whose tuning gave it: itself, the control for multiples of its rate, the farcaster for its placebos. */
  readonly from: ArmId;
  /** Cost to the target at that rate, median over the tuning seeds; null if half of them or more never reached it. */
  readonly cost: number | null;
  /** Set if the best rate is the lowest or highest of the grid: the optimum may lie beyond it. */
  readonly edge: 'lowest' | 'highest' | null;
}

/** One considered jump of one replica. Losses are on the validation split. */
export interface JumpOutcome {
  readonly replica: number;
  /** Steps ahead of the anchor, rounded to whole steps. */
  readonly horizon: number;
  readonly accepted: boolean;
  readonly lossBefore: number;
  readonly lossAfter: number;
  /** Cost in gradient-step equivalents: fit, forecast and every pass over the validation split. */
  readonly cost: number;
}

/**
 * Errors of a forecast against the actual later weights; one entry per horizon reached, for a network only its own
 * horizon.
 */
export interface ForecastScore {
  readonly replica: number;
  readonly mae: readonly number[];
  readonly stayMae: readonly number[];
  readonly lineMae: readonly number[];
  /** [horizon][tensor, then all weights]: cosine between the forecast displacement from w_n and the true one. */
  readonly cosine: readonly (readonly number[])[];
  /** [horizon][tensor, then all weights]: length of the forecast displacement over that of the true one. */
  readonly normRatio: readonly (readonly number[])[];
}

export type RunEvent =
  /** What is being prepared, or what takes long during the run. */
  | {
      readonly type: 'preparing' | 'working';
      readonly phase: string;
      /** 0..1, or null if unknown. */ readonly fraction: number | null;
      readonly secondsLeft?: number | null;
      /** The experiment is accepted, but learns from other runs first, which may take long. */
      readonly accepted?: true;
    }
  /** What WebGPU offers here, for a run whose engine did not have to know. */
  | { readonly type: 'probed'; readonly gpu: GpuState }
  | {
      readonly type: 'prepared';
      readonly engine: EngineReport;
      readonly replicas: readonly ReplicaLabel[];
      /** The model. Everything about single weights and tensors is read from its layout. */
      readonly model: Model;
      readonly watched: readonly WatchedWeight[];
      /** [replica, watched] initial values. */
      readonly initial: Float32Array;
      /** Candidate horizons in steps ahead of an anchor, ascending. */
      readonly horizons: readonly number[];
      /** Steps a window spans. */
      readonly windowSteps: number;
      /** Steps from the window's start to each input of the farcaster, ascending; the last is `windowSteps`. */
      readonly inputs: readonly number[];
      /** Names of the groups that share one set of coefficients: "all weights", or layers, or kinds. */
      readonly groups: readonly string[];
      /**
       * Batch losses vary from step to step: curves are smoothed over this many steps (1: full batch, or another
       * metric).
       */
      readonly smoothing: number;
      /** Left out if every arm trains at the experiment's one learning rate. */
      readonly tuning?: Tuning;
    }
  | {
      readonly type: 'progressed';
      /** Steps done before this block. */
      readonly firstStep: number;
      readonly steps: number;
      /** [step, replica]: training loss before each step of the block, that is after step firstStep + i. */
      readonly loss: Float32Array;
      /** [step, replica, watched]: after step firstStep + i + 1. */
      readonly watched: Float32Array;
    }
  | {
      readonly type: 'forecasted';
      readonly anchor: number;
      /** [horizon, replica, watched]. */
      readonly predicted: Float32Array;
      /**
       * [horizon, replica, group, inputs + 1]: coefficients of the farcaster, constant last; NaN for arms with other
       * forecasts.
       */
      readonly coefficients: Float32Array;
    }
  | {
      readonly type: 'scored';
      readonly anchor: number;
      /** The horizons that the scores have entries for, ascending. */
      readonly horizons: readonly number[];
      readonly scores: readonly ForecastScore[];
    }
  /** The effect of jumps of every horizon at one anchor, tried on copies of a plain run. */
  | {
      readonly type: 'mapped';
      readonly anchor: number;
      /** Steps of recovery. */
      readonly recovery: number;
      /**
       * [horizon, replica]: log10 training loss with the jump minus that without, immediately and after the recovery.
       */
      readonly immediate: Float32Array;
      readonly recovered: Float32Array;
    }
  /**
   * A forecast was requested during the run for this step, with the same effect as if the experiment had specified
   * it.
   */
  | { readonly type: 'scheduled'; readonly anchor: number }
  /** All weights after a step and any jump made there: [replica, parameter]. */
  | { readonly type: 'framed'; readonly step: number; readonly weights: Float32Array }
  /** All weights as forecasts read them after a step, before any jump made there: [replica, parameter]. */
  | { readonly type: 'saved'; readonly step: number; readonly weights: Float32Array }
  /** The metric after a step, of a run whose metric is not the training loss: [replica]. */
  | { readonly type: 'measured'; readonly step: number; readonly loss: Float32Array }
  /**
   * The metric of averaged weights, for replicas whose arm averages between forecasts; it replaces their own. NaN for
   * others. [replica].
   */
  | {
      readonly type: 'averaged';
      readonly by: BetweenName;
      readonly step: number;
      readonly loss: Float32Array;
    }
  | { readonly type: 'jumped'; readonly step: number; readonly outcomes: readonly JumpOutcome[] }
  /** An engine was lost; training continued from a checkpoint, and nothing recorded was lost. */
  | { readonly type: 'recovered'; readonly engine: EngineReport; readonly reason: string }
  /**
   * Once, at the end: controls were trained again on the reference engine, with copies whose initial weights differ
   * by one unit in the last place.
   */
  | {
      readonly type: 'perturbed';
      /** Seeds whose controls were trained again; empty if it was not done. */
      readonly seeds: readonly number[];
      /** [seed]: largest |difference in log loss| up to the step of the verdict's target. */
      readonly spread: readonly number[];
      /** Why it was not done; null if it was. */
      readonly unchecked: string | null;
    }
  | { readonly type: 'diverged'; readonly step: number; readonly replica: number; readonly reason: string }
  | {
      /** Losses evaluated without a step: the training loss after the last step, and the test split. */
      readonly type: 'evaluated';
      readonly step: number;
      /** [replica] each. Accuracies are NaN for regression. */
      readonly loss: Float32Array;
      readonly guardLoss: Float32Array;
      readonly testLoss: Float32Array;
      readonly testAccuracy: Float32Array;
    };

export type Lifecycle = 'idle' | 'preparing' | 'running' | 'paused' | 'finished' | 'stopped' | 'failed';
