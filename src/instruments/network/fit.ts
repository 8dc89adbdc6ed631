/** Which forecast is looked at, what it makes of a window, and whether the frames tell that window. */
import { followsWindowLine } from '../../experiment/arms.ts';
import { endpointTerms } from '../../core/forecast/rivals/lines.ts';
import { jumpingTensors } from '../../core/forecast/jump-part.ts';
import type { TensorForecast } from '../../core/forecast/jump-line.ts';
import { weightGroups } from '../../core/forecast/weight-groups.ts';
import type { RecordedCoefficients, RecordedFrame, RunHistory } from '../../record/history.ts';
import type { Look, Shown } from './pair.ts';

/** Something, or the reason why it cannot be had, as a sentence. */
export type Told<Thing> =
  { readonly ok: true; readonly thing: Thing } | { readonly ok: false; readonly reason: string };

export const refused = (reason: string): { readonly ok: false; readonly reason: string } => ({
  ok: false,
  reason,
});

/**
 * The forecasts made up to the step looked at (null: the newest step), the nearest first; one that a person chose
 * stands alone, if it had been made by then.
 */
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
    ? refused(`The coefficients of forecasts as old as step ${now} are not kept in a run of this size.`)
    : refused(`No forecast had been made by step ${now}.`);
}

export const frameOf = ({ frames }: RunHistory, step: number): RecordedFrame | undefined =>
  frames.find((frame) => frame.step === step);

/**
 * What a fit's coefficients for one horizon say of every tensor of a replica; null where it forecasts otherwise, and
 * no coefficients are recorded.
 */
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

/** The forecast that an arm's jumps follow, with the steps from the window's start to its columns. */
export interface JumpForecast {
  readonly inputs: readonly number[];
  readonly tensors: readonly TensorForecast[];
}

/** The same for arms whose line needs no coefficients, too. Null where an arm's forecast is not recorded. */
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
