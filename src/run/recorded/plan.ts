/** Which forecasts of recorded runs are made and compared, from the settings and the checkpoints there are. */
import { forecastPlan, type ForecastPlan } from '../../core/forecast/forecast-plan.ts';
import { blocksOf, partsOf, type ParameterLayout } from '../../core/model/layout.ts';
import { chooseWatched } from '../../core/model/watch.ts';
import { tensorWords } from '../../core/model/words.ts';
import type { RecordedRuns } from '../../core/recorded.ts';
import { defaultSpec, type ArmId, type ExperimentSpec } from '../../experiment/fields.ts';
import { subjectArm } from '../../experiment/arms.ts';
import { forecastLayout, requireRecipe, type ForecastLayout } from '../forecast/recipes.ts';
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
import { geometryAt, nearestOf, type Geometry } from './spacing.ts';
import { recordedMethods, type RecordedSettings } from './settings.ts';

/** Recorded runs that cannot be analysed: why, and what to do, in one sentence for a person. */
export class RecordedFailure extends Error {}

/** One forecast: as planned for all, with the checkpoints that it reads. */
export type AnchorPlan = ForecastingPlan & Geometry;

/** What all forecasts have in common; horizons and sources are those of evenly spaced checkpoints. */
export interface RecordedPlan extends ForecastingPlan {
  readonly methods: readonly ArmId[];
  /** Methods that unevenly spaced checkpoints leave out. */
  readonly leftOut: readonly ArmId[];
  /** Whether some forecasts read the nearest checkpoints instead of evenly spaced ones. */
  readonly isUneven: boolean;
  /** Steps of the forecasts, ascending. */
  readonly anchors: readonly number[];
  /** Number of steps at which a forecast would have been possible: more than `anchors` if those were thinned. */
  readonly possible: number;
  /** [anchor]. */
  readonly forecasts: readonly AnchorPlan[];
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

/** `only`: the step of the one forecast that is made, which needs no target; null: all that have one. Throws a RecordedFailure. */
export function planRecorded(
  source: RecordedRuns,
  settings: RecordedSettings,
  only: number | null = null,
): RecordedPlan {
  const { parameters, runs } = source;
  requireUsable(source, settings);
  const found = findAnchors(source, settings, only);
  const { spec, forecast, layout, fits, targets, possible, isUneven, leftOut } = found;
  const methods = spec.arms;
  if (possible.length === 0) throw new RecordedFailure(noForecast(source, settings, forecast));
  const perAnchor =
    methods.length *
    runs.length *
    forecast.horizons.length *
    parameters.tensors.length *
    (layout.sources.length + 1);
  const affordable = Math.min(mostAnchors, Math.floor(mostCoefficients / perAnchor));
  if (affordable === 0)
    throw new RecordedFailure(
      `${parameters.tensors.length} tensors are too many at once: choose some of them, or fewer horizons`,
    );
  const chosen = settings.anchors === null ? thinned(possible, affordable) : possible.slice(0, affordable);
  const rows = someRows(parameters, mostRows);
  const plan: ForecastingPlan = {
    spec,
    parameters,
    replicas: methods.flatMap((arm) => runs.map((_, seed) => ({ arm, seed, point: 0 }))),
    watched: watchedOf(
      parameters,
      chooseWatched(parameters, () => true, 0),
    ),
    ...{ forecast, layout, fits },
    sourceCount: layout.sources.length,
    rows,
    rowGroups: groupsOfRows(rows, parameters, layout),
    scored: true,
    fittedHorizons: null,
  };
  return {
    ...plan,
    ...{ methods, leftOut, isUneven, targets },
    anchors: chosen.map(({ anchor }) => anchor),
    forecasts: chosen.map(({ geometry }) => ({
      ...plan,
      ...geometry,
      fits: fitsOf(spec, geometry.layout),
    })),
    possible: possible.length,
    parts: partsFor(parameters),
  };
}

function requireUsable({ runs }: RecordedRuns, { source, window, split }: RecordedSettings): void {
  if (source === 'transfer' && runs.length < 2)
    throw new RecordedFailure(
      'Coefficients of other runs need at least two runs: add one, or fit on its own window',
    );
  if (source === 'in-run' && window < split)
    throw new RecordedFailure(
      `A window of ${window} checkpoints cannot be split in ${split}: use a longer window or a smaller split`,
    );
}

interface Planned {
  readonly spec: ExperimentSpec;
  readonly forecast: ForecastPlan;
  readonly layout: ForecastLayout;
  readonly fits: ForecastingPlan['fits'];
  readonly keeps: readonly number[];
  readonly targets: readonly number[];
}

interface Found extends Planned {
  readonly possible: readonly { readonly anchor: number; readonly geometry: Geometry }[];
  readonly isUneven: boolean;
  readonly leftOut: readonly ArmId[];
}

/**
 * Forecasts whose checkpoints are spaced evenly, and if those are less than half of what the nearest checkpoints make
 * possible, all of these.
 */
function findAnchors(source: RecordedRuns, settings: RecordedSettings, only: number | null): Found {
  const spec: ExperimentSpec = { ...defaultSpec, ...settings, arms: recordedMethods };
  const planned = plannedFor(spec, source);
  const nearest = nearestOf(source.steps);
  const needsFuture = spec.source === 'oracle' || spec.source === 'transfer';
  const possibleWithin = (own: Planned, within: number, alone: number | null): Found['possible'] =>
    (alone === null ? (settings.anchors ?? source.steps) : [alone]).flatMap((anchor) => {
      const geometry = geometryAt(anchor, own, nearest, within);
      if (geometry === null) return [];
      const { isKnown } = geometry;
      const isPossible = needsFuture ? isKnown.every(Boolean) : alone !== null || isKnown.some(Boolean);
      return isPossible ? [{ anchor, geometry }] : [];
    });
  const exactly = possibleWithin(planned, 0, null);
  const exact = (): Found => ({
    ...planned,
    possible: only === null ? exactly : possibleWithin(planned, 0, only),
    ...{ isUneven: false, leftOut: [] },
  });
  if (isEven(source.steps) || spec.source === 'frozen') return exact();
  const leftOut = recordedMethods.filter((arm) => needsEven(planned, arm));
  const methods = recordedMethods.filter((arm) => !leftOut.includes(arm));
  const uneven = plannedFor({ ...spec, arms: methods }, source);
  const possible = possibleWithin(uneven, spec.stride / 2, null);
  if (2 * exactly.length >= possible.length) return exact();
  const problem = unevenProblem(spec, leftOut);
  if (problem !== null) throw new RecordedFailure(problem);
  return {
    ...uneven,
    possible: only === null ? possible : possibleWithin(uneven, spec.stride / 2, only),
    ...{ isUneven: true, leftOut },
  };
}

function plannedFor(spec: ExperimentSpec, { parameters }: RecordedRuns): Planned {
  const forecast = forecastPlan(spec);
  const layout = forecastLayout(spec, forecast, parameters);
  const fits = fitsOf(spec, layout);
  return {
    ...{ spec, forecast, layout, fits },
    keeps: storedSteps(layout, fits).filter((step) => step < forecast.windowSteps),
    targets:
      spec.source === 'oracle'
        ? forecast.horizons
        : (forecast.inRun?.targetSteps ?? []).map((step) => step - forecast.windowSteps),
  };
}

const isEven = (steps: readonly number[]): boolean =>
  steps.every((step, i) => i === 0 || Object.is(step - steps[i - 1]!, steps[1]! - steps[0]!));

/** More than two snapshots at fixed fractions of a window: a formula's, or those of a fit that is stretched. */
function needsEven({ spec, layout }: Planned, arm: ArmId): boolean {
  const { recipe, columns } = requireRecipe(layout, arm);
  return columns.fit.length > 2 && (recipe.kind === 'formula' || spec.source === 'in-run');
}

/** Why the farcaster cannot be fitted on unevenly spaced checkpoints, or null. */
function unevenProblem({ penalty, stride }: ExperimentSpec, leftOut: readonly ArmId[]): string | null {
  const uneven = `Less than half of the forecasts have checkpoints exactly ${stride} steps apart, and`;
  if (penalty !== 'none') return `${uneven} a penalty needs them: fit without one, or leave out files`;
  if (leftOut.includes(subjectArm))
    return `${uneven} a fit on the window itself needs them for more than two inputs: use the window’s ends, or another source`;
  return null;
}

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
    return `A window of ${windowSteps} steps and its nearest horizon, ${horizons[0]!} steps, do not fit into the ${span} steps recorded: ${window > 2 ? 'use a shorter window' : `at least ${reach / stride + 1} checkpoints are needed, evenly spaced`}`;
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
