/** Estimates what a run will hold in memory, so that one that cannot fit is refused before it starts. */
import type { ExperimentSpec } from '../experiment/fields.ts';
import { trainingExamples } from '../experiment/rules.ts';
import { forecastPlan } from './forecast/forecast-plan.ts';
import { layoutFor } from './network/describe.ts';
import { optimizers } from './network/optimizers.ts';
import { watchedCount } from './network/watch.ts';

export interface MemoryEstimate {
  readonly bytes: number;
  /** What to lower, the largest part first. */
  readonly advice: string;
}

/** Most that a run may hold, bytes. */
export const memoryLimit = 2 ** 30;

const float = 4;

/** Snapshots of one window at most, whatever the arms look at. */
const mostSnapshots = ({ columns, arms }: ExperimentSpec): number =>
  columns === 'ends' && arms.every((arm) => arm === 'control' || arm === 'farcaster') ? 3 : 40;

export function estimateMemory(spec: ExperimentSpec): MemoryEstimate {
  const { parameterCount, widths } = layoutFor(spec);
  const replicas = spec.arms.length * spec.seeds.length;
  const { horizons } = forecastPlan(spec);
  // A round keeps its snapshots until its farthest horizon; the next ones start meanwhile.
  const openRounds = 2 + Math.ceil((horizons.at(-1) ?? 0) / spec.period);
  const copies = 2 + optimizers[spec.optimizer].moments + mostSnapshots(spec) * openRounds;
  const weights = replicas * parameterCount * copies;
  const sets = spec.task === 'fashion-mnist' ? 1 : spec.seeds.length;
  const data = sets * 2 * trainingExamples(spec) * (widths[0]! + widths.at(-1)!);
  const records = 2 * spec.steps * replicas * (1 + watchedCount);
  const parts = [
    { size: weights, advice: 'fewer seeds or narrower layers' },
    { size: data, advice: 'fewer seeds or examples' },
    { size: records, advice: 'fewer steps or seeds' },
  ].sort((a, b) => b.size - a.size);
  return { bytes: float * (weights + data + records), advice: parts[0]!.advice };
}
