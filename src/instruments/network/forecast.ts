/** All weights that a fit forecast for one replica, beside what it then did: where frames tell enough. */
import { forecastOf } from '../../core/forecast/jump-line.ts';
import { armRecords } from '../../experiment/arms.ts';
import type { RecordedCoefficients, RecordedFrame, RunHistory } from '../../record/history.ts';
import { frameOf, refused, tensorForecasts, type Told } from './fit.ts';
import { jumpStepsOf, weightsIn, type Shown } from './pair.ts';

export interface Compared {
  /** [parameter] each. */
  readonly forecast: Float32Array;
  readonly actual: Float32Array;
  readonly anchor: number;
  readonly horizon: number;
}

/** A forecast for the horizon that was reached nearest before the step `at` (null: the newest), beside what came. */
export function forecastCompared(
  history: RunHistory,
  { replica, arm }: Shown,
  { anchor, values }: RecordedCoefficients,
  at: number | null,
): Told<Compared> {
  const { prepared, steps } = history;
  const now = at ?? steps;
  const start = anchor - prepared.windowSteps;
  const { name } = armRecords[arm];
  // Frames are taken after a jump: what came without one is known up to the step before.
  const jump = jumpStepsOf(history, replica).find((step) => step >= start) ?? Infinity;
  const reached = prepared.horizons
    .map((horizon, index) => ({ horizon, index, frame: frameOf(history, anchor + horizon) }))
    .filter(({ horizon }) => anchor + horizon <= now && anchor + horizon < jump);
  if (reached.length === 0)
    return refused(
      jump <= now
        ? `The ${name} jumped at step ${jump}: what it would have done without, from step ${anchor} on, is not known.`
        : `The forecast made at step ${anchor} aims beyond the step looked at.`,
    );
  const found = reached.findLast(({ frame }) => frame !== undefined);
  const window = windowOf(history, anchor);
  if (found?.frame === undefined || window === null)
    return refused(
      `The forecast made at step ${anchor} cannot be redrawn for all weights: its window or its aim falls between two recorded frames.`,
    );
  const tensors = tensorForecasts(history, values, replica, found.index);
  if (tensors === null) return refused(`What the ${name} forecasts has no coefficients.`);
  const forecast = forecastOf(
    window.map((frame) => weightsIn(history, frame, replica)),
    tensors,
  );
  const actual = weightsIn(history, found.frame, replica);
  return { ok: true, thing: { forecast, actual, anchor, horizon: found.horizon } };
}

/** Frames of the snapshots that the farcaster looks at, the anchor last; null where one was not recorded. */
export function windowOf(history: RunHistory, anchor: number): readonly RecordedFrame[] | null {
  const { inputs, windowSteps } = history.prepared;
  const window = inputs.map((offset) => frameOf(history, anchor - windowSteps + offset));
  return window.every((frame) => frame !== undefined) ? window : null;
}
