/** All weights that the newest fit forecast for one replica, beside what it then did: where frames tell enough. */
import { layoutFor } from '../../../core/network/describe.ts';
import type { ParameterTensor } from '../../../core/network/layout.ts';
import type { RunHistory } from '../../history.ts';
import { jumpStepsOf, weightsIn, type Shown } from './pair.ts';

export interface Compared {
  /** [parameter] each. */
  readonly forecast: Float32Array;
  readonly actual: Float32Array;
  readonly anchor: number;
  readonly horizon: number;
}

type Told =
  { readonly ok: true; readonly compared: Compared } | { readonly ok: false; readonly reason: string };

const refused = (reason: string): Told => ({ ok: false, reason });

/** The newest forecast for the horizon that was reached nearest before a step (null: the newest), beside what came. */
export function forecastCompared(history: RunHistory, { replica, arm }: Shown, at: number | null): Told {
  const { coefficients, prepared, frames, steps } = history;
  if (coefficients === null) return refused('No forecast has been made yet.');
  const { anchor } = coefficients;
  const now = at ?? steps;
  const start = anchor - prepared.windowSteps;
  const frameOf = (step: number): (typeof frames)[number] | undefined =>
    frames.find((frame) => frame.step === step);
  const window = prepared.inputs.map((offset) => frameOf(start + offset));
  if (jumpStepsOf(history, replica).some((step) => step >= start && step <= now))
    return refused(`This replica jumped at step ${anchor}: what it would have done is not known.`);
  const reached = prepared.horizons
    .map((horizon, index) => ({ horizon, index, frame: frameOf(anchor + horizon) }))
    .filter(({ horizon }) => anchor + horizon <= now);
  if (reached.length === 0)
    return refused(`The newest forecast, made at step ${anchor}, aims beyond the step looked at.`);
  const found = reached.findLast(({ frame }) => frame !== undefined);
  if (found?.frame === undefined || window.some((frame) => frame === undefined))
    return refused(
      `The newest forecast, made at step ${anchor}, cannot be redrawn for all weights: its window or its aim falls between two recorded frames.`,
    );
  const forecast = mixed(
    history,
    replica,
    found.index,
    window.map((frame) => weightsIn(history, frame!, replica)),
  );
  if (forecast === null) return refused(`What the ${arm} arm forecasts has no coefficients.`);
  const actual = weightsIn(history, found.frame, replica);
  return { ok: true, compared: { forecast, actual, anchor, horizon: found.horizon } };
}

/** Sum over inputs A_i w_i + b, each tensor with the coefficients of its group; null where there are none. */
function mixed(
  history: RunHistory,
  replica: number,
  horizon: number,
  window: readonly Float32Array[],
): Float32Array | null {
  const { prepared, replicaCount, coefficients, spec } = history;
  const groups = prepared.groups.length;
  const width = prepared.inputs.length + 1;
  const forecast = new Float32Array(prepared.parameterCount);
  for (const tensor of layoutFor(spec).tensors) {
    const group = groupOf(spec.groups, tensor);
    const from = ((horizon * replicaCount + replica) * groups + group) * width;
    const own = coefficients!.values.subarray(from, from + width);
    if (!own.every((value) => Number.isFinite(value))) return null;
    for (let p = tensor.offset; p < tensor.offset + tensor.length; p += 1)
      forecast[p] = window.reduce((sum, weights, i) => sum + own[i]! * weights[p]!, own[width - 1]!);
  }
  return forecast;
}

/** Number of the group whose coefficients a tensor shares. */
function groupOf(rule: RunHistory['spec']['groups'], { layer, kind }: ParameterTensor): number {
  switch (rule) {
    case 'shared':
      return 0;
    case 'layer':
      return layer - 1;
    case 'kind':
      return kind === 'kernel' ? 0 : 1;
  }
}
