/** What an analysis of recorded runs gives: plain data that is posted from the worker to the page. Types only. */
import type { ParameterLayout } from '../../core/model/layout.ts';
import type { ArmId } from '../../experiment/fields.ts';
import type { WatchedWeight } from '../events.ts';

/** Tensors that are reported together. */
export interface Parts {
  readonly names: readonly string[];
  /** [tensor]: its part. */
  readonly partOf: readonly number[];
  /** [part]: weights in it. */
  readonly counts: readonly number[];
}

/** Forecasts of recorded runs and their errors. Axes are named in brackets; NaN without a target. */
export interface RecordedAnalysis {
  readonly runs: readonly string[];
  /** Steps of the checkpoints. */
  readonly steps: readonly number[];
  readonly layout: ParameterLayout;
  readonly parts: Parts;
  /** Steps of the forecasts; `possible` would have been possible. */
  readonly anchors: readonly number[];
  readonly possible: number;
  readonly windowSteps: number;
  /** Steps ahead of an anchor, ascending. */
  readonly horizons: readonly number[];
  /**
   * If checkpoints are spaced too unevenly, the nearest within half a stride replace those at a window's start, within
   * it and at a horizon, and forecasts use the true times; methods that need even spacing are then left out.
   */
  readonly isUneven: boolean;
  readonly leftOut: readonly ArmId[];
  /** [anchor]: step of the first checkpoint of the window; `windowSteps` before the anchor unless uneven. */
  readonly starts: readonly number[];
  /** [anchor, horizon]: step that is forecast; the horizon after the anchor unless uneven. */
  readonly forecastSteps: readonly number[];
  /** Steps from a window's start to each input of the farcaster. */
  readonly inputs: readonly number[];
  /** Names of the groups that share one set of coefficients, and [tensor] its group. */
  readonly groups: readonly string[];
  readonly groupOf: readonly number[];
  /** Steps from the window's start to the inputs and, for each horizon, the target of the fit; empty if it has none. */
  readonly fitted: { readonly inputs: readonly number[]; readonly targets: readonly number[] };
  /** The last is persistence. */
  readonly methods: readonly (ArmId | 'stay')[];
  /** [run, anchor, horizon, method]: mean absolute error over all weights. */
  readonly error: Float64Array;
  /** [run, anchor, horizon, method]: cosine between forecast and true displacement, and the ratio of their lengths. */
  readonly cosine: Float64Array;
  readonly lengthRatio: Float64Array;
  /** [run, anchor, horizon, method, part]: mean absolute error over the weights of a part. */
  readonly partError: Float64Array;
  /** [horizon, run, group, inputs + 1] by anchor: coefficients of the farcaster, constant last. */
  readonly coefficients: readonly Float32Array[];
  readonly watched: readonly WatchedWeight[];
  /** [run, step, watched]: actual values. */
  readonly actual: Float32Array;
  /** [horizon, method without persistence, run, watched] by anchor: forecast values. */
  readonly predicted: readonly Float32Array[];
  readonly path: RecordedPath;
}

/** Every run and its forecasts in the plane of the run's own first two principal components over checkpoints. */
export interface RecordedPath {
  /** Number of weights that it is computed from: all, or some of each checkpoint, the same in every run. */
  readonly weights: number;
  /** [run, 2]: fractions 0..1 of the variance of a run's checkpoints along each axis. */
  readonly explained: Float64Array;
  /** [run, step, 2]: coordinates relative to the mean of the checkpoints; each axis points from the first to the last; NaN
   * for a checkpoint with a weight that is not finite. */
  readonly checkpoints: Float64Array;
  /** [run, anchor, horizon, method without persistence, 2]: forecasts. */
  readonly forecasts: Float64Array;
}
