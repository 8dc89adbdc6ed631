/** The viewed forecast, its coefficients, and all weights it forecast beside the actual ones. */
import { followsWindowLine, armRecords } from '../../experiment/arms.ts';
import { endpointTerms } from '../../core/forecast/rivals/lines.ts';
import { jumpingTensors } from '../../core/forecast/jump-part.ts';
import { type TensorForecast, forecastOf } from '../../core/forecast/jump-line.ts';
import { weightGroups } from '../../core/forecast/weight-groups.ts';
import type { RecordedCoefficients, RecordedFrame, RunHistory } from '../../record/history.ts';
import { type Look, type Shown, jumpStepsOf, weightsIn } from './pair.ts';

/** A value, or a sentence that says why there is none. */
export type Told<Thing> =
  { readonly ok: true; readonly thing: Thing } | { readonly ok: false; readonly reason: string };

export const refused = (reason: string): { readonly ok: false; readonly reason: string } => ({
  ok: false,
  reason,
});

/** The forecasts up to the viewed step (null: the latest), the nearest first; a chosen one alone. */
export function fitsLookedAt(
  { fits, forecasts, steps }: RunHistory,
  { at, focusAnchor }: Pick<Look, 'at' | 'focusAnchor'>,
): Told<readonly RecordedCoefficients[]> {
  const now = at ?? steps;
  const made = fits.filter(({ anchor }) => anchor <= now).reverse();
  if (made.length > 0) {
    const chosen = made.find(({ anchor }) => anchor === focusAnchor);
    return { ok: true, thing: chosen === undefined ? made : [chosen] };
  }
  if (forecasts.length === 0) return refused('No forecast has been made yet.');
  return forecasts.some(({ anchor }) => anchor <= now)
    ? refused(`The coefficients of forecasts as old as step ${now} are not stored in a run of this size.`)
    : refused(`No forecast had been made by step ${now}.`);
}

export const frameOf = ({ frames }: RunHistory, step: number): RecordedFrame | undefined =>
  frames.find((frame) => frame.step === step);

/** A fit's coefficients for one horizon, by tensor of a replica; null if none are recorded. */
export function tensorForecasts(
  { prepared, replicaCount, spec }: RunHistory,
  values: Float32Array,
  replica: number,
  horizon: number,
): readonly TensorForecast[] | null {
  const { parameters } = prepared.model;
  const { names, groupOf } = weightGroups(spec.groups, parameters);
  const jumping = jumpingTensors(spec.part, parameters);
  const width = prepared.inputs.length + 1;
  const forecasts = parameters.tensors.map((tensor, t): TensorForecast => {
    const from = ((horizon * replicaCount + replica) * names.length + groupOf[t]!) * width;
    return {
      offset: tensor.offset,
      length: tensor.length,
      terms: Float64Array.from(values.subarray(from, from + width)),
      jumps: jumping[t]!,
    };
  });
  return forecasts.every(({ terms }) => terms.every(Number.isFinite)) ? forecasts : null;
}

/** The forecast behind an arm's jumps, with the steps from the window's start to its inputs. */
export interface JumpForecast {
  readonly inputs: readonly number[];
  readonly tensors: readonly TensorForecast[];
}

/** The same, also for arms whose line needs no coefficients. */
export function jumpForecast(
  history: RunHistory,
  { values }: RecordedCoefficients,
  { replica, arm }: Shown,
  horizon: number,
): JumpForecast | null {
  const { prepared, spec } = history;
  const fitted = tensorForecasts(history, values, replica, horizon);
  if (fitted !== null) return { inputs: prepared.inputs, tensors: fitted };
  if (!followsWindowLine(arm)) return null;
  const { parameters } = prepared.model;
  const jumping = jumpingTensors(spec.part, parameters);
  const terms = endpointTerms(prepared.horizons[horizon]!, prepared.windowSteps);
  return {
    inputs: [0, prepared.windowSteps],
    tensors: parameters.tensors.map((tensor, t) => ({
      offset: tensor.offset,
      length: tensor.length,
      terms,
      jumps: jumping[t]!,
    })),
  };
}

export interface Compared {
  readonly forecast: Float32Array;
  readonly actual: Float32Array;
  readonly anchor: number;
  readonly horizon: number;
}

/** The forecast for the latest horizon reached by step `at` (null: now), beside the actual weights. */
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
  // Frames are recorded after a jump: what happens without it is known up to the step before.
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

/** Frames of the farcaster's inputs, the anchor last; null if one was not recorded. */
export function windowOf(history: RunHistory, anchor: number): readonly RecordedFrame[] | null {
  const { inputs, windowSteps } = history.prepared;
  const window = inputs.map((offset) => frameOf(history, anchor - windowSteps + offset));
  return window.every((frame) => frame !== undefined) ? window : null;
}
