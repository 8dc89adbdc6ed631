/** Estimates what a run will hold in memory, so that one that cannot fit is refused before it starts. */
import { isNetwork } from '../experiment/arm-kinds.ts';
import type { ExperimentSpec } from '../experiment/fields.ts';
import { trainingExamples } from '../experiment/rules.ts';
import { forecastPlan } from './forecast/forecast-plan.ts';
import { layoutFor, updateRuleFor } from './network/describe.ts';
import { optimizers } from './network/optimizers.ts';
import { watchedCount } from './network/watch.ts';

export interface MemoryEstimate {
  readonly bytes: number;
  /** What to lower, the largest part first. */
  readonly advice: string;
}

/** Most that a run may hold, bytes. */
export const memoryLimit = 2 ** 30;

/** Most that experiments may hold which train together, bytes: any graphics device can bind as much at once. */
export const togetherLimit = 2 ** 27;

const float = 4;

/** Most weights of a replica that forecasts learn from. */
export const mostRows = 4096;

/** Most values that are recorded of other seeds' runs, for one experiment: 64 MB of them. */
export const mostRecorded = 2 ** 24;

/** Snapshots of one window at most, whatever the arms look at. */
const mostSnapshots = ({ columns, arms }: ExperimentSpec): number =>
  columns === 'ends' && arms.every((arm) => arm === 'control' || arm === 'farcaster') ? 3 : 40;

/** Of so many experiments of this shape that train together, on the same data. */
export function estimateMemory(spec: ExperimentSpec, points = 1): MemoryEstimate {
  const { parameterCount, widths } = layoutFor(spec);
  const replicas = points * spec.arms.length * spec.seeds.length;
  const { horizons } = forecastPlan(spec);
  // A round keeps its snapshots until its farthest horizon; the next ones start meanwhile.
  const openRounds = 2 + Math.ceil((horizons.at(-1) ?? 0) / spec.period);
  const copies = 2 + optimizers[updateRuleFor(spec)].moments + mostSnapshots(spec) * openRounds;
  const weights = replicas * parameterCount * copies;
  const sets = spec.task === 'fashion-mnist' ? 1 : spec.seeds.length;
  const data = sets * 2 * trainingExamples(spec) * (widths[0]! + widths.at(-1)!);
  const records = 2 * spec.steps * replicas * (1 + watchedCount);
  const lessons = points * recordedValues(spec, parameterCount, horizons.length);
  const parts = [
    { size: weights, advice: 'fewer seeds or narrower layers' },
    { size: data, advice: 'fewer seeds or examples' },
    { size: records, advice: 'fewer steps or seeds' },
    { size: lessons, advice: 'fewer seeds or a longer period' },
  ].sort((a, b) => b.size - a.size);
  return { bytes: float * (weights + data + records + lessons), advice: parts[0]!.advice };
}

/** How many of so many experiments of this shape may train together: at least one, whatever it needs. */
export function mostTogether(spec: ExperimentSpec, points: number): number {
  const widths = layoutFor(spec).widths.slice(1);
  // A device may keep a whole batch for every replica: what each unit puts out, and its slope.
  const batch = spec.batch === 0 ? trainingExamples(spec) : spec.batch;
  const units = widths.reduce((sum, width) => sum + width, 0);
  const passing = float * 2 * batch * units * spec.arms.length * spec.seeds.length;
  let count = points;
  while (count > 1 && estimateMemory(spec, count).bytes + count * passing > togetherLimit) count -= 1;
  return count;
}

/** What is recorded of other seeds' runs at most, where forecasts learn from those. */
function recordedValues(spec: ExperimentSpec, parameters: number, horizons: number): number {
  if (spec.source !== 'transfer' && !spec.arms.some(isNetwork)) return 0;
  const forecasts = Math.ceil(spec.steps / spec.period) + spec.extra.length;
  const perForecast = mostSnapshots(spec) + horizons;
  const rows = Math.min(mostRows, parameters);
  return Math.min(mostRecorded, forecasts * perForecast * Math.max(2, spec.seeds.length) * rows);
}
