/** Examples that networks are looked at with: those of a seed, drawn anew, or the first of the shipped images. */
import type { DataPool, Split } from '../../core/data/data-set.ts';
import { imageInputs, imageTargets, type ImageSample } from '../../core/data/image-sample.ts';
import { syntheticPool } from '../../core/data/pool.ts';
import { Remembered } from '../../record/evidence/remembered.ts';
import type { RunHistory } from '../../record/history.ts';

export interface Examples {
  /** [example, feature]. */
  readonly inputs: Float32Array;
  /** [example, output]. */
  readonly targets: Float32Array;
  readonly count: number;
  /** Examples of the whole split. */
  readonly of: number;
}

/** The data of a run's seed never change; the newest seed's are kept. */
const pools = new Remembered<DataPool>();

/** The synthetic data set of one seed. A set is drawn from its own seed alone: the others need not be made. */
export const poolOf = (history: RunHistory, seed: number): DataPool =>
  pools.of(history, () => syntheticPool({ ...history.spec, seeds: [seed] }), seed);

/** [example, feature] or [example, output] of the first examples of a split. */
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

/** The first `most` examples of a split, all where there are fewer; `images` for the task that has them. */
export function examplesOf(
  history: RunHistory,
  images: ImageSample | null,
  seed: number,
  split: Split,
  most: number,
): Examples {
  if (images !== null) {
    const { labels, of } = images.splits[split];
    const count = Math.min(most, labels.length);
    return {
      inputs: imageInputs(images, split, count),
      targets: imageTargets(images, split, count),
      count,
      of,
    };
  }
  const pool = poolOf(history, seed);
  const of = pool.sets[0]![split].count;
  return {
    inputs: rowsOf(pool, split, 'inputs', most),
    targets: rowsOf(pool, split, 'targets', most),
    count: Math.min(most, of),
    of,
  };
}
