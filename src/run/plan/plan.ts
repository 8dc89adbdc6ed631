/**
 * Turns a checked spec into everything a run needs: replicas, data, initial weights, watched weights, the layout of
 * forecasts.
 */
import { batchSize, stepsPerEpoch } from '../../core/batches.ts';
import type { TaskData } from '../../core/data/task-data.ts';
import { filePool } from '../../core/data/file-pool.ts';
import { drawingPool, inputVariance } from '../../core/data/pool.ts';
import { needsRows } from '../../core/forecast/fit.ts';
import { forecastPlan, type ForecastPlan } from '../../core/forecast/forecast-plan.ts';
import { modelFor, updateRuleFor } from '../../core/model/describe.ts';
import { initialiseWeights } from '../../core/model/initialise.ts';
import { tensorAt, type ParameterLayout } from '../../core/model/layout.ts';
import type { Model } from '../../core/model/model.ts';
import type { ScheduleSettings } from '../../core/model/schedules.ts';
import { chooseWatched } from '../../core/model/watch.ts';
import { atOnce, type Parts } from '../../core/parts.ts';
import { randomStream } from '../../core/rng.ts';
import type { EngineSetup } from '../../engine/engine.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import { sequence } from '../../experiment/kinds.ts';
import { trainingExamples } from '../../experiment/rules.ts';
import { anchorsOf } from '../agenda.ts';
import { armRecords } from '../../experiment/arms.ts';
import { candidatesOf, considerationCost, regimeCost, type CostSettings } from '../jumps/decide.ts';
import type { ReplicaLabel, WatchedWeight } from '../events.ts';
import {
  forecastLayout,
  requireRecipe,
  type ForecastLayout,
  type PlannedRecipe,
} from '../forecast/recipes.ts';

/** A replica and its experiment: `point` is an index into the plan's `rates`. */
export interface PlannedReplica extends ReplicaLabel {
  readonly point: number;
}

/** What forecasts need to know: all there is to know of recorded runs. */
export interface ForecastingPlan {
  readonly spec: ExperimentSpec;
  readonly parameters: ParameterLayout;
  /** Ordered by point, then by arm, then by seed. */
  readonly replicas: readonly PlannedReplica[];
  readonly watched: readonly WatchedWeight[];
  readonly forecast: ForecastPlan;
  readonly layout: ForecastLayout;
  /** The snapshots and network forecasts that a forecast's coefficients refer to. */
  readonly sourceCount: number;
  /** Recipes whose training pairs are collected during the run, one for each form of collection. */
  readonly fits: readonly PlannedRecipe[];
  /** Weights used as training pairs if inner products are not enough, and the group of each. */
  readonly rows: Uint32Array;
  readonly rowGroups: Uint8Array;
  /** Whether forecasts are recorded and scored against later weights. */
  readonly scored: boolean;
  /**
   * Steps ahead of the anchor that fits within the window stand for; null if those are the horizons, as they are for
   * evenly spaced snapshots.
   */
  readonly fittedHorizons: readonly number[] | null;
}

export interface RunPlan extends ForecastingPlan {
  /** Learning rates of the experiments that train together and are otherwise equal; the spec's own is the first. */
  readonly rates: readonly number[];
  readonly setup: EngineSetup;
  /** Steps from a window's start to every stored snapshot, ascending, without the anchor. */
  readonly keeps: readonly number[];
  /** Steps of the forecasts. */
  readonly anchors: readonly number[];
  /** Cost of one considered jump in gradient-step equivalents, by arm; 0 for arms that never jump. */
  readonly jumpCosts: Readonly<Record<ArmId, number>>;
  /** Steps after which all weights are recorded, ascending; empty if several points train together. */
  readonly frames: readonly number[];
  /** Steps after which all weights are saved, ascending. */
  readonly saves: readonly number[];
  /** Cost of a regime check in gradient-step equivalents. */
  readonly regimeCost: number;
  /**
   * Steps over which noisy batch losses are smoothed before comparison with a target; the loss of a whole split is
   * not smoothed.
   */
  readonly smoothing: number;
}

/** Maximum number of a replica's weights that forecasts learn from. */
export const mostRows = 4096;

/**
 * Which events a run emits: all; only losses and jumps, without forecasts, scores and weights; or all, and in addition
 * all weights that forecasts read, to be saved.
 */
export type Told = 'all' | 'losses' | 'weights';

/** The epsilon in Adam's denominator and similar ones; small compared with any useful gradient. */
const epsilon = 1e-8;

/** Maximum smoothing of batch losses, in steps. */
const longestSmoothing = 50;

/**
 * Plans one experiment, or, with `rates`, several that differ only in their learning rate and train together. All
 * data of a replica then depend only on its point, so that the experiments are independent of each other. Yields
 * after each data set and after the weights of each seed.
 */
export function* planningRun(
  spec: ExperimentSpec,
  data: TaskData | null,
  rates: readonly number[] = [spec.learningRate],
  told: Told = 'all',
): Parts<RunPlan> {
  const replicas = labelsOf(spec, rates);
  const setup = yield* settingUp(spec, replicas, rates, data);
  const { model } = setup;
  const { parameters } = model;
  const forecast = forecastPlan(spec);
  const layout = forecastLayout(spec, forecast, parameters);
  const anchors = anchorsOf(spec, forecast.windowSteps);
  const fits = fitsOf(spec, layout);
  const keeps = storedSteps(layout, fits).filter((step) => step < forecast.windowSteps);
  const rows = someRows(parameters, mostRows);
  const rule = { examples: trainingExamples(spec), batch: spec.batch };
  const rowGroups = groupsOfRows(rows, parameters, layout);
  const settings: CostSettings = {
    batch: batchSize(rule),
    guard: setup.data.sets[0]!.guard.count,
    model,
    horizons: forecast.horizons.length,
    rows: layout.groups.map((_, group) => rowGroups.filter((own) => own === group).length),
  };
  return {
    spec,
    rates,
    setup,
    parameters,
    replicas,
    forecast,
    layout,
    sourceCount: layout.sources.length + layout.networks.length,
    ...{ keeps, anchors, fittedHorizons: null },
    fits,
    rows,
    rowGroups,
    watched: watchedOf(parameters, setup.watched),
    jumpCosts: costsOf(spec, forecast, layout, settings),
    frames:
      rates.length > 1 || told !== 'all'
        ? []
        : framesOf(spec, anchors, forecast, replicas.length * parameters.count),
    saves: told === 'weights' ? savedSteps(spec, anchors, forecast) : [],
    scored: told !== 'losses',
    regimeCost: regimeCost(settings),
    smoothing:
      spec.batch === 0 || spec.metric !== 'training' ? 1 : Math.min(stepsPerEpoch(rule), longestSmoothing),
  };
}

export const watchedOf = (parameters: ParameterLayout, indexes: Uint32Array): WatchedWeight[] =>
  Array.from(indexes, (parameter) => {
    const tensor = tensorAt(parameters, parameter);
    return { parameter, tensor, index: parameter - parameters.tensors[tensor]!.offset };
  });

/** The same without pauses. */
export const planRun = (...asked: Parameters<typeof planningRun>): RunPlan => atOnce(planningRun(...asked));

/** The same run with a further forecast at `anchor`. */
export function withForecastAt(plan: RunPlan, anchor: number): RunPlan {
  const spec = { ...plan.spec, extra: [...plan.spec.extra, anchor] };
  return { ...plan, spec, anchors: anchorsOf(spec, plan.forecast.windowSteps) };
}

/** Maximum number of full weight records in a run, and maximum number of values in all of them together (32 MB). */
const maxFrames = 160;
const maxFrameValues = 2 ** 23;

/**
 * The first and the last step, evenly spaced steps between, and as many anchors as fit; if there is room, for the
 * latest anchors also the start of their window and the farthest horizon before the next forecast.
 */
function framesOf(
  { steps, period }: ExperimentSpec,
  anchors: readonly number[],
  { windowSteps, horizons }: ForecastPlan,
  values: number,
): number[] {
  const count = Math.min(maxFrames, Math.floor(maxFrameValues / values), steps + 1);
  if (count < 2) return [];
  const some = (all: readonly number[], most: number): number[] =>
    all.filter((_, i) => Math.floor(((i + 1) * most) / all.length) > Math.floor((i * most) / all.length));
  const chosen = some(anchors, Math.min(anchors.length, Math.floor(count / 2)));
  const around = chosen.flatMap((anchor) => {
    const aim = horizons.findLast((horizon) => horizon < period && anchor + horizon <= steps);
    return [anchor - windowSteps, anchor + (aim ?? 0)];
  });
  const kept = around.slice(
    Math.max(0, around.length - Math.max(0, Math.floor(0.75 * count) - chosen.length)),
  );
  const between = count - chosen.length - kept.length;
  const even = Array.from({ length: between }, (_, i) => Math.round((i * steps) / (between - 1 || 1)));
  return [...new Set([...chosen, ...kept, ...even, 0, steps])].sort((a, b) => a - b);
}

/** The first and the last step, all snapshots of every window, and all whose weights a forecast is compared with. */
function savedSteps(
  { steps, window, stride }: ExperimentSpec,
  anchors: readonly number[],
  { windowSteps, horizons }: ForecastPlan,
): number[] {
  const all = anchors.flatMap((anchor) => [
    ...sequence(0, window + 1).map((snapshot) => anchor - windowSteps + snapshot * stride),
    ...horizons.map((horizon) => anchor + horizon),
  ]);
  return [...new Set([0, ...all, steps])].filter((step) => step <= steps).sort((a, b) => a - b);
}

/** Replicas of all points, ordered by arm within each. */
const labelsOf = ({ arms: chosen, seeds }: ExperimentSpec, rates: readonly number[]): PlannedReplica[] =>
  rates.flatMap((_, point) => chosen.flatMap((arm) => seeds.map((seed) => ({ arm, seed, point }))));

function* settingUp(
  spec: ExperimentSpec,
  replicas: readonly PlannedReplica[],
  rates: readonly number[],
  data: TaskData | null,
): Parts<EngineSetup> {
  const model = modelFor(spec);
  const pool = data === null ? yield* drawingPool(spec) : filePool(data, spec.context);
  yield;
  const weights = yield* drawingWeights(spec, model, replicas);
  const variance = inputVariance(pool);
  const most = variance.reduce((a, b) => Math.max(a, b), 0);
  // Only a perceptron's first kernel has one column for each input.
  const isPerceptron = spec.network === 'mlp';
  return {
    model,
    data: pool,
    weights,
    watched: chooseWatched(
      model.parameters,
      (input) => !isPerceptron || variance[input]! >= most / 2,
      spec.seeds[0]!,
    ),
    batch: spec.batch,
    optimizer: {
      name: updateRuleFor(spec),
      beta1: spec.beta1,
      beta2: spec.beta2,
      epsilon,
      weightDecay: spec.weightDecay,
      decayOf: spec.decayOf,
      clip: spec.clip,
    },
    replicas: replicas.map(({ arm, seed, point }) => ({
      seed,
      dataSet: data === null ? spec.seeds.indexOf(seed) : 0,
      learningRate: rates[point]! * armRecords[arm].learningRate,
      momentum: spec.optimizer === 'sgd' ? armRecords[arm].momentum : spec.momentum,
      schedule: scheduleOf(spec, arm),
    })),
  };
}

/** [replica, parameter]: all replicas of a seed start with the same weights. */
function* drawingWeights(
  spec: ExperimentSpec,
  model: Model,
  replicas: readonly PlannedReplica[],
): Parts<Float32Array> {
  const { count } = model.parameters;
  const weights = new Float32Array(replicas.length * count);
  const firstOf = new Map<number, number>();
  for (const [replica, { seed }] of replicas.entries()) {
    const first = firstOf.get(seed);
    const at = replica * count;
    if (first !== undefined) weights.copyWithin(at, first * count, (first + 1) * count);
    else initialiseWeights(weights.subarray(at, at + count), model, spec.initializer, seed);
    firstOf.set(seed, first ?? replica);
    yield;
  }
  return weights;
}

function scheduleOf(spec: ExperimentSpec, arm: ArmId): ScheduleSettings {
  const name = armRecords[arm].decays ? 'cosine' : spec.schedule;
  const { steps, rateWarmup: warmup, changeAt, changeFactor } = spec;
  const change = { step: changeAt, factor: changeFactor };
  return { name, steps, ...(warmup === 0 ? {} : { warmup }), ...(changeAt === 0 ? {} : { change }) };
}

/** Steps from a window's start to all inputs and fit targets of forecasts, ascending. */
export const storedSteps = (layout: ForecastLayout, fits: readonly PlannedRecipe[]): number[] =>
  [...new Set([...layout.sources, ...fits.flatMap(({ columns }) => columns.fit)])].sort((a, b) => a - b);

/** One recipe for each kind of training pairs that has to be collected. */
export function fitsOf({ arms: chosen, source }: ExperimentSpec, layout: ForecastLayout): PlannedRecipe[] {
  const byKey = new Map<string, PlannedRecipe>();
  if (source !== 'in-run' && source !== 'oracle') return [];
  for (const arm of chosen) {
    const planned = requireRecipe(layout, arm);
    if (planned.recipe.kind === 'fitted') byKey.set(pairsKey(planned), planned);
  }
  return [...byKey.values()];
}

/** Recipes with the same key can be fitted on the same training pairs. */
export const pairsKey = ({ columns, fit }: PlannedRecipe): string => [needsRows(fit), ...columns.fit].join();

/** All weights, or the requested number, drawn without replacement; ascending. */
export function someRows({ count }: ParameterLayout, most: number): Uint32Array {
  if (count > mostShuffled) return sparseRows(count, most);
  const all = Uint32Array.from({ length: count }, (_, p) => p);
  if (count <= most) return all;
  const random = randomStream(0, 'rows');
  for (let i = 0; i < most; i += 1) {
    const j = i + random.below(count - i);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all.slice(0, most).sort();
}

/** Maximum number of weights of which a shuffled list is made. */
const mostShuffled = 2 ** 21;

/** The same for a large number of weights, few of which are drawn twice. */
function sparseRows(count: number, most: number): Uint32Array {
  const random = randomStream(0, 'rows');
  const drawn = new Set<number>();
  while (drawn.size < most) drawn.add(random.below(count));
  return Uint32Array.from(drawn).sort();
}

export const groupsOfRows = (
  rows: Uint32Array,
  parameters: ParameterLayout,
  { groupOf }: ForecastLayout,
): Uint8Array => Uint8Array.from(rows, (parameter) => groupOf[tensorAt(parameters, parameter)]!);

function costsOf(
  spec: ExperimentSpec,
  { horizons, windowSteps }: ForecastPlan,
  layout: ForecastLayout,
  settings: CostSettings,
): RunPlan['jumpCosts'] {
  const cost = (arm: ArmId): number => {
    const planned = layout.recipes[arm];
    if (planned === undefined || armRecords[arm].jumps === null) return 0;
    const { length } = candidatesOf(planned.recipe, spec, horizons, windowSteps, 0, 1);
    return considerationCost(planned, length, spec, settings);
  };
  return Object.fromEntries(Object.keys(armRecords).map((arm) => [arm, cost(arm as ArmId)])) as Record<
    ArmId,
    number
  >;
}
