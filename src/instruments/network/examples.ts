/** Examples that networks are inspected with: those of a seed, drawn again, or the first of a task's file. */
import type { DataPool, Split } from '../../core/data/data-set.ts';
import { syntheticPool } from '../../core/data/pool.ts';
import { samplePool, type TaskSample } from '../../core/data/task-sample.ts';
import { exampleForm, fileTask } from '../../experiment/tasks.ts';
import { Remembered } from '../../record/evidence/remembered.ts';
import type { RunHistory } from '../../record/history.ts';
import type { AppState } from '../../store/state.ts';
import { refused, type Told } from './fit.ts';

export interface Examples {
  readonly inputs: Float32Array;
  /** [example, target]. */
  readonly targets: Float32Array;
  readonly count: number;
  readonly of: number;
}

/** The data of a seed never change; the latest are remembered. */
const pools = new Remembered<DataPool>();
const samplePools = new Remembered<DataPool, TaskSample>();

/** The synthetic data set of one seed. */
export const poolOf = (history: RunHistory, seed: number): DataPool =>
  pools.of(history, () => syntheticPool({ ...history.spec, seeds: [seed] }), seed);

/** The examples of a sample as a run's networks read them. */
export const poolOfSample = ({ spec: { context } }: RunHistory, sample: TaskSample): DataPool =>
  samplePools.of(sample, () => samplePool(sample, context), context);

/** The sample of a run's task; null if its examples are drawn; why there is none yet. */
export function sampleFor({ spec }: RunHistory, sample: AppState['sample']): Told<TaskSample | null> {
  const task = fileTask(spec.task);
  if (task === null) return { ok: true, thing: null };
  if (typeof sample === 'string') return refused(`The examples could not be loaded: ${sample}.`);
  if (sample?.data.task.sha256 !== task.sha256) return refused('The examples are loading; results follow.');
  return { ok: true, thing: sample };
}

/** [example, feature] or [example, target] of the first examples of a split. */
export function rowsOf(
  pool: DataPool,
  split: Split,
  of: 'inputs' | 'targets',
  most = Infinity,
): Float32Array {
  const { start, count } = pool.sets[0]![split];
  const width = of === 'inputs' ? pool.features : pool.outputs;
  return pool[of].subarray(start * width, (start + Math.min(count, most)) * width);
}

/** The first `most` examples of a split, all where there are fewer; `sample` for a task from a file. */
export function examplesOf(
  history: RunHistory,
  sample: TaskSample | null,
  seed: number,
  split: Split,
  most: number,
): Examples {
  const pool = sample === null ? poolOf(history, seed) : poolOfSample(history, sample);
  return {
    inputs: rowsOf(pool, split, 'inputs', most),
    targets: rowsOf(pool, split, 'targets', most),
    count: Math.min(most, pool.sets[0]![split].count),
    of: exampleForm(history.spec).counts[split],
  };
}
