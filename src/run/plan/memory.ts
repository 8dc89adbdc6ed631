/** Estimates the memory of a run, worker and page together, so that one that cannot fit is refused before it starts. */
import { forecastPlan } from '../../core/forecast/forecast-plan.ts';
import { evaluationChunk, passValues } from '../../core/cost.ts';
import { modelFor, updateRuleFor } from '../../core/model/describe.ts';
import { sizeOf, type ParameterLayout } from '../../core/model/layout.ts';
import type { Model } from '../../core/model/model.ts';
import { optimizers } from '../../core/model/optimizers.ts';
import { shapesOf } from '../../core/model/pass.ts';
import { watchedCount } from '../../core/model/watch.ts';
import { armKind, considersJumps, isNetwork } from '../../experiment/arms.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { trainingExamples } from '../../experiment/rules.ts';
import { exampleForm, fileTask } from '../../experiment/tasks.ts';
import { maxRecorded } from '../forecast/pilot.ts';
import { forecastLayout } from '../forecast/recipes.ts';
import { fitsOf, storedSteps, mostRows } from './plan.ts';

export interface MemoryEstimate {
  readonly bytes: number;
  /** What to lower, the largest part first. */
  readonly advice: string;
}

/** Maximum memory of a run, bytes. */
export const memoryLimit = 2 ** 30;

/** Maximum memory of experiments that train together, bytes: any graphics device can bind as much at once. */
export const togetherLimit = 2 ** 27;

/** Bytes of a value in a typed array, and of one in a list received from a worker. */
const float = 4;
const listed = 16;

const megabyte = 2 ** 20;

/**
 * Maximum bytes of watched weights over time, of coefficients, and of full weight records: limits that the page
 * observes.
 */
const most = { watched: 64 * megabyte, coefficients: 16 * megabyte, frames: 32 * megabyte } as const;

/** Maximum bytes in transit between workers and page plus uncollected garbage; for forecasts. */
const maxInTransit = { all: 112 * megabyte, forecasts: 88 * megabyte } as const;

/** Measured bytes in transit of one forecast of one replica: combinations, inner products and losses. */
const perForecast = 2 ** 14;

/** An allowance for charts and scripts, independent of the experiment, bytes. */
const page = 32 * megabyte;

type Part = 'weights' | 'passes' | 'data' | 'curves' | 'transit' | 'forecasts' | 'lessons';

const advice: Readonly<Record<Part, string>> = {
  weights: 'fewer seeds or narrower layers',
  passes: 'a smaller batch or a narrower network',
  data: 'fewer seeds or examples',
  curves: 'fewer steps or seeds',
  transit: 'fewer steps or seeds, or a longer period',
  forecasts: 'a longer period or fewer seeds',
  lessons: 'fewer seeds or a longer period',
};

/** Bytes of each part, for this many experiments of this shape that train together on the same data. */
export const memoryParts = (
  spec: ExperimentSpec,
  points = 1,
  model: Model = modelFor(spec),
): Readonly<Record<Part, number>> => ({
  weights: weightBytes(spec, points, model.parameters),
  passes: passBytes(spec, points, model),
  data: dataBytes(spec),
  curves: curveBytes(spec, points),
  transit: transitBytes(spec, points),
  forecasts: forecastBytes(spec, points, model.parameters),
  lessons: lessonBytes(spec, points, model.parameters),
});

export function estimateMemory(spec: ExperimentSpec, points = 1): MemoryEstimate {
  const parts = Object.entries(memoryParts(spec, points)) as [Part, number][];
  const [largest] = parts.reduce((a, b) => (b[1] > a[1] ? b : a));
  return { bytes: page + sumOf(parts.map(([, bytes]) => bytes)), advice: advice[largest] };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const replicasOf = ({ arms, seeds }: ExperimentSpec, points: number): number =>
  points * arms.length * seeds.length;

const forecastsOf = ({ steps, warmup, period, extra }: ExperimentSpec): number =>
  Math.max(0, Math.ceil((steps - warmup) / period)) + extra.length;

/** Weights: initial and current ones, their moments, and the snapshots of all open windows. */
function weightBytes(spec: ExperimentSpec, points: number, parameters: ParameterLayout): number {
  const plan = forecastPlan(spec);
  const layout = forecastLayout(spec, plan, parameters);
  const kept = storedSteps(layout, fitsOf(spec, layout)).length;
  const sources = layout.sources.length + layout.networks.length;
  // A round holds its sources until its farthest horizon; the next window is collected meanwhile.
  const open = Math.ceil((plan.horizons.at(-1) ?? 0) / spec.period);
  const snapshots = forecastsOf(spec) === 0 ? 0 : kept + sources * open;
  const copies = 3 + optimizers[updateRuleFor(spec)].moments + snapshots;
  return float * replicasOf(spec, points) * parameters.count * copies;
}

/** Threads of an engine that are counted: machines differ. */
const threads = 2;

/**
 * Values of every operation and their gradients, for the examples of a batch, in every thread of the engine. What fits in
 * `page` is not counted again.
 */
function passBytes(spec: ExperimentSpec, points: number, model: Model): number {
  const examples = Math.max(evaluationChunk(model), spec.batch === 0 ? trainingExamples(spec) : spec.batch);
  const scores = model.nodes.reduce(
    (sum, node) => sum + (node.op === 'attention' ? node.heads * spec.context * spec.context : 0),
    0,
  );
  const numbers = examples * (2 * passValues(model) + scores);
  return Math.max(0, float * Math.min(threads, replicasOf(spec, points)) * numbers - page);
}

/** Training, validation and test examples, in the run's worker and in those of its engine. */
function dataBytes(spec: ExperimentSpec): number {
  const { features, targets } = exampleForm(spec);
  const sets = fileTask(spec.task) === null ? spec.seeds.length : 1;
  return float * 2 * sets * 2 * trainingExamples(spec) * (features + targets);
}

/** Records of every step: losses, smoothed losses, running minima, watched weights, statistics of arms. */
function curveBytes(spec: ExperimentSpec, points: number): number {
  const replicas = replicasOf(spec, points);
  const smoothed = spec.batch > 0 && spec.metric === 'training' ? 1 : 0;
  const watched = float * spec.steps * replicas * watchedCount;
  const statistics = 40 * spec.steps * points * spec.arms.length;
  return (
    float * spec.steps * replicas * (2 + smoothed) +
    points * Math.min(most.watched, watched / points) +
    statistics
  );
}

/** Data in transit, of steps and of forecasts, and uncollected garbage. */
function transitBytes(spec: ExperimentSpec, points: number): number {
  const replicas = replicasOf(spec, points);
  const blocks = 1.5 * float * spec.steps * replicas * (1 + watchedCount);
  const forecasts = perForecast * forecastsOf(spec) * replicas;
  return Math.min(maxInTransit.all, blocks + Math.min(maxInTransit.forecasts, forecasts));
}

/** Records of forecasts and jumps. */
function forecastBytes(spec: ExperimentSpec, points: number, parameters: ParameterLayout): number {
  const plan = forecastPlan(spec);
  const { groups, sources } = forecastLayout(spec, plan, parameters);
  const replicas = replicasOf(spec, points);
  const forecasts = forecastsOf(spec);
  const horizons = plan.horizons.length;
  const seeds = points * spec.seeds.length;
  // Replicas that jump are not scored: the others are, and all of them if none may jump.
  const scored = spec.arms.filter((arm) => spec.gate === 'never' || armKind(arm) === 'none').length * seeds;
  const perScore = listed * horizons * (5 + 2 * parameters.tensors.length) + 200;
  const jumping = spec.arms.filter(considersJumps).length * seeds;
  const coefficients = float * forecasts * horizons * replicas * groups.length * (sources.length + 1);
  const frames = float * 160 * replicas * parameters.count;
  return (
    float * forecasts * (horizons + 1) * replicas * watchedCount +
    forecasts * scored * perScore +
    forecasts * jumping * 100 +
    points * Math.min(most.coefficients, coefficients / points) +
    (points > 1 ? 0 : Math.min(most.frames, frames))
  );
}

/** Maximum size of the records of other seeds' runs, if forecasts learn from those. */
function lessonBytes(spec: ExperimentSpec, points: number, parameters: ParameterLayout): number {
  if (spec.source !== 'transfer' && !spec.arms.some(isNetwork)) return 0;
  const plan = forecastPlan(spec);
  const perForecast = storedSteps(forecastLayout(spec, plan, parameters), []).length + plan.horizons.length;
  const rows = Math.min(mostRows, parameters.count);
  const values = forecastsOf(spec) * perForecast * Math.max(2, spec.seeds.length) * rows;
  return float * points * Math.min(maxRecorded, values);
}

/** How many of `points` experiments of this shape fit in memory together: at least one, whatever it needs. */
export function maxTogether(spec: ExperimentSpec, points: number): number {
  const model = modelFor(spec);
  // A device may hold a whole batch for every replica: the output of each unit, and its gradient.
  const batch = spec.batch === 0 ? trainingExamples(spec) : spec.batch;
  const units = shapesOf(model).reduce(
    (sum, shape, id) => sum + (model.nodes[id]!.tensors.length > 0 ? sizeOf(shape) : 0),
    0,
  );
  const passing = float * 2 * batch * units * spec.arms.length * spec.seeds.length;
  const held = (count: number): number => {
    const { weights, data, curves, forecasts, lessons } = memoryParts(spec, count, model);
    return weights + data + curves + forecasts + lessons;
  };
  let count = points;
  while (count > 1 && held(count) + count * passing > togetherLimit) count -= 1;
  return count;
}
