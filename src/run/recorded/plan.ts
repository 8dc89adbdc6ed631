/** Which forecasts of recorded runs are made and compared, from the settings and the checkpoints there are. */
import { forecastPlan, type ForecastPlan } from '../../core/forecast/forecast-plan.ts';
import { blocksOf, partsOf, type ParameterLayout } from '../../core/model/layout.ts';
import { chooseWatched } from '../../core/model/watch.ts';
import { tensorWords } from '../../core/model/words.ts';
import type { RecordedRuns } from '../../core/recorded.ts';
import { defaultSpec, type ArmId, type ExperimentSpec } from '../../experiment/fields.ts';
import { forecastLayout } from '../forecast/recipes.ts';
import {
  fitsOf,
  groupsOfRows,
  mostRows,
  someRows,
  storedSteps,
  watchedOf,
  type ForecastingPlan,
} from '../plan/plan.ts';
import type { Parts } from './analysis.ts';
import { recordedMethods, type RecordedSettings } from './settings.ts';

/** Recorded runs that cannot be analysed: why, and what to do, in one sentence for a person. */
export class RecordedFailure extends Error {}

export interface RecordedPlan extends ForecastingPlan {
  readonly methods: readonly ArmId[];
  /** Steps of the forecasts, ascending. */
  readonly anchors: readonly number[];
  /** Number of steps at which a forecast would have been possible: more than `anchors` if those were thinned. */
  readonly possible: number;
  /** Steps from a window's start to every stored snapshot, ascending, without the anchor. */
  readonly keeps: readonly number[];
  /** Steps from the anchor to the targets of the fit, if it is fitted on the run itself. */
  readonly targets: readonly number[];
  readonly parts: Parts;
}

/** Most forecasts of one run; more are thinned evenly. */
const mostAnchors = 48;

/** Most coefficients of all forecasts together: 128 MB. */
const mostCoefficients = 2 ** 24;

/** Most parts that are reported. */
const mostParts = 240;

/** `compared`: only forecasts that have a target are planned. Throws a RecordedFailure. */
export function planRecorded(
  source: RecordedRuns,
  settings: RecordedSettings,
  compared = true,
): RecordedPlan {
  const { parameters, runs, steps } = source;
  const spec: ExperimentSpec = { ...defaultSpec, ...settings, arms: recordedMethods };
  if (spec.source === 'transfer' && runs.length < 2)
    throw new RecordedFailure(
      'Coefficients of other runs need at least two runs: add one, or fit on its own window',
    );
  if (spec.source === 'in-run' && spec.window < spec.split)
    throw new RecordedFailure(
      `A window of ${spec.window} checkpoints cannot be split in ${spec.split}: use a longer window or a smaller split`,
    );
  const forecast = forecastPlan(spec);
  const layout = forecastLayout(spec, forecast, parameters);
  const fits = fitsOf(spec, layout);
  const keeps = storedSteps(layout, fits).filter((step) => step < forecast.windowSteps);
  const targets =
    spec.source === 'oracle'
      ? forecast.horizons
      : (forecast.inRun?.targetSteps ?? []).map((step) => step - forecast.windowSteps);
  const needsFuture = spec.source === 'oracle' || spec.source === 'transfer';
  const isPossible = possibleAt(new Set(steps), keeps, targets, forecast, needsFuture, compared);
  const possible = (settings.anchors ?? steps).filter(isPossible);
  if (possible.length === 0) throw new RecordedFailure(noForecast(source, settings, forecast));
  const perAnchor =
    recordedMethods.length *
    runs.length *
    forecast.horizons.length *
    parameters.tensors.length *
    (layout.sources.length + 1);
  const affordable = Math.min(mostAnchors, Math.floor(mostCoefficients / perAnchor));
  if (affordable === 0)
    throw new RecordedFailure(
      `${parameters.tensors.length} tensors are too many at once: choose some of them, or fewer horizons`,
    );
  const anchors = settings.anchors === null ? thinned(possible, affordable) : possible.slice(0, affordable);
  const rows = someRows(parameters, mostRows);
  return {
    spec,
    parameters,
    replicas: recordedMethods.flatMap((arm) => runs.map((_, seed) => ({ arm, seed, point: 0 }))),
    watched: watchedOf(
      parameters,
      chooseWatched(parameters, () => true, 0),
    ),
    ...{ forecast, layout, fits, keeps, targets, anchors },
    sourceCount: layout.sources.length,
    rows,
    rowGroups: groupsOfRows(rows, parameters, layout),
    scored: true,
    methods: recordedMethods,
    possible: possible.length,
    parts: partsFor(parameters),
  };
}

/** Whether all checkpoints that a forecast needs are there. */
const possibleAt =
  (
    known: ReadonlySet<number>,
    keeps: readonly number[],
    targets: readonly number[],
    { windowSteps, horizons }: ForecastPlan,
    needsFuture: boolean,
    compared: boolean,
  ) =>
  (anchor: number): boolean => {
    const isKnown = (step: number): boolean => known.has(anchor + step);
    const isThere = [...keeps.map((step) => step - windowSteps), ...targets, 0].every(isKnown);
    return isThere && (needsFuture ? horizons.every(isKnown) : !compared || horizons.some(isKnown));
  };

function noForecast(
  { steps }: RecordedRuns,
  { window, stride, anchors }: RecordedSettings,
  { windowSteps, horizons }: { readonly windowSteps: number; readonly horizons: readonly number[] },
): string {
  const span = steps.at(-1)! - steps[0]!;
  const reach = windowSteps + horizons[0]!;
  if (anchors !== null)
    return 'None of the forecasts of this run has all its checkpoints: were files left out?';
  if (reach > span)
    return `A window of ${windowSteps} steps and its nearest horizon, ${horizons[0]!} steps, do not fit into the ${span} steps recorded: use a shorter window`;
  return `No checkpoints are spaced evenly enough for a window of ${window} checkpoints, ${stride} steps apart, and a target ${horizons[0]!} steps after it: change the window or its spacing`;
}

/** Every tensor by itself if they are few, else parts of the model, else blocks. */
function partsFor(layout: ParameterLayout): Parts {
  const { tensors } = layout;
  if (tensors.length <= mostParts)
    return {
      names: tensors.map(tensorWords),
      partOf: tensors.map((_, tensor) => tensor),
      counts: tensors.map(({ length }) => length),
    };
  const parts = partsOf(layout);
  const blocks = blocksOf(layout);
  const key = ({ block }: { readonly block: number }): number =>
    Math.min(blocks.indexOf(block), mostParts - 1);
  if (parts.length > mostParts) {
    const counts = Array.from({ length: Math.min(blocks.length, mostParts) }, () => 0);
    for (const tensor of tensors) counts[key(tensor)]! += tensor.length;
    return { names: counts.map((_, i) => `block ${i + 1}`), partOf: tensors.map(key), counts };
  }
  const partOf = new Map(parts.flatMap(({ tensors: own }, part) => own.map(({ name }) => [name, part])));
  return {
    names: parts.map(({ name }) => name),
    partOf: tensors.map(({ name }) => partOf.get(name)!),
    counts: parts.map(({ count }) => count),
  };
}

/** At most `most` of a list, evenly spread, the last among them. */
function thinned<Item>(all: readonly Item[], most: number): Item[] {
  if (all.length <= most) return [...all];
  return Array.from({ length: most }, (_, i) => all[Math.round(((i + 1) * all.length) / most) - 1]!);
}
