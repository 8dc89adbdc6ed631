/** All weights of both networks at a step, and the viewed forecast beside the actual ones. */
import { matricesOf, type ParameterLayout, type WeightMatrix } from '../../../core/model/layout.ts';
import { armRecords } from '../../../experiment/arms.ts';
import { imageTask } from '../../../experiment/tasks.ts';
import type { ArmId } from '../../../experiment/fields.ts';
import type { RunHistory } from '../../../record/history.ts';
import { defineView } from '../../../store/view.ts';
import { fitsLookedAt, forecastCompared } from '../fit.ts';
import { frameAt, lookOf, pairShown, weightsIn, type Look, type NetworkSide, type Shown } from '../pair.ts';

export interface WeightState {
  readonly id: NetworkSide | 'forecast' | 'actual' | 'difference';
  readonly arm: ArmId | null;
  readonly label: string;
  readonly weights: Float32Array;
}

export interface LayersView {
  readonly states: readonly WeightState[];
  /** The same object for the whole run. */
  readonly layout: ParameterLayout;
  /** Number of rows of the image whose pixels are layer 1's inputs; null for other inputs. */
  readonly imageRows: number | null;
  readonly step: number | null;
  readonly seed: number;
  readonly scales: readonly number[];
  /** The same for the difference of forecast and actual. */
  readonly differenceScales: readonly number[];
  /** What the viewed forecast is compared with, in words, or why it cannot be. */
  readonly forecast: string;
  readonly summary: string;
}

const nothing: LayersView = {
  states: [],
  layout: { tensors: [], count: 0 },
  imageRows: null,
  step: null,
  seed: 1,
  scales: [],
  differenceScales: [],
  forecast: '',
  summary: 'No weights yet.',
};

export const layersView = defineView({
  empty: () => nothing,
  pace: 250,
  look: lookOf,
  select: layersOf,
});

export function layersOf(history: RunHistory, look: Look): LayersView {
  const { spec, prepared } = history;
  const frame = frameAt(history, look.at);
  const shown = pairShown(history, look);
  const [first] = shown;
  if (frame === null || first === undefined) return nothing;
  const layout = prepared.model.parameters;
  const matrices = matricesOf(layout);
  const now = shown.map(({ side, arm, replica }): WeightState => ({
    id: side,
    arm,
    label: side === 'control' ? 'control' : armRecords[arm].name,
    weights: weightsIn(history, frame, replica),
  }));
  const { states, forecast } = comparison(history, shown, look);
  const all = [...now, ...states];
  return {
    states: all,
    layout,
    imageRows: spec.network === 'mlp' ? (imageTask(spec.task)?.shape[0] ?? null) : null,
    step: frame.step,
    seed: first.seed,
    scales: matrices.map((matrix) =>
      largestIn(
        all.filter(({ id }) => id !== 'difference'),
        matrix,
      ),
    ),
    differenceScales: matrices.map((matrix) =>
      largestIn(
        all.filter(({ id }) => id === 'difference'),
        matrix,
      ),
    ),
    forecast,
    summary: summarise(frame.step, first.seed, now, forecast),
  };
}

/** Maximum number of older forecasts tried. */
const mostTried = 6;

/** The nearest forecast that can be redrawn for one of the networks, the treated one first; otherwise the reason. */
function comparison(
  history: RunHistory,
  shown: readonly Shown[],
  look: Look,
): { readonly states: WeightState[]; readonly forecast: string } {
  const fits = fitsLookedAt(history, look);
  if (!fits.ok) return { states: [], forecast: fits.reason };
  const tried = fits.thing
    .slice(0, mostTried)
    .flatMap((fit) => [...shown].reverse().map((own) => ({ fit, own })));
  let reason = '';
  for (const { fit, own } of tried) {
    const told = forecastCompared(history, own, fit, look.at);
    if (!told.ok) {
      if (fit === fits.thing[0]) reason = told.reason;
      continue;
    }
    const { forecast, actual, anchor, horizon } = told.thing;
    const state = (id: WeightState['id'], weights: Float32Array): WeightState => ({
      id,
      arm: own.arm,
      label: id,
      weights,
    });
    const difference = forecast.map((value, p) => value - actual[p]!);
    const error = difference.reduce((sum, value) => sum + Math.abs(value), 0) / difference.length;
    return {
      states: [state('forecast', forecast), state('actual', actual), state('difference', difference)],
      forecast: `${reason === '' || fit === fits.thing[0] ? '' : `${reason} Instead: `}Forecast made at step ${anchor} for ${horizon} steps ahead, of the ${armRecords[own.arm].name}; mean absolute error ${error.toPrecision(3)}.`,
    };
  }
  return { states: [], forecast: reason };
}

function largestIn(states: readonly WeightState[], { kernel, bias }: WeightMatrix): number {
  let most = 0;
  for (const { weights } of states) {
    for (const { offset, length } of bias === null ? [kernel] : [kernel, bias]) {
      for (let p = offset; p < offset + length; p += 1) {
        const absolute = Math.abs(weights[p]!);
        if (absolute > most && Number.isFinite(absolute)) most = absolute;
      }
    }
  }
  return most || 1;
}

function summarise(step: number, seed: number, states: readonly WeightState[], forecast: string): string {
  const [a, b] = states;
  const apart =
    a === undefined || b === undefined
      ? ''
      : ` Their weights differ by ${meanApart(a.weights, b.weights).toPrecision(3)} on average.`;
  return `Weights at step ${step}, seed ${seed}: ${states.map(({ label }) => label).join(' and ')}.${apart} ${forecast}`;
}

function meanApart(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let p = 0; p < a.length; p += 1) sum += Math.abs(a[p]! - b[p]!);
  return sum / a.length;
}
