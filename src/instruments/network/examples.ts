/** Examples on which networks are evaluated: those of a seed, or the first of the shipped images. */
import type { DataPool, Split } from '../../core/data/data-set.ts';
import { imageInputs, imageTargets, type ImageSample } from '../../core/data/image-sample.ts';
import { syntheticPool } from '../../core/data/pool.ts';
import { Remembered } from '../../record/evidence/remembered.ts';
import type { RunHistory } from '../../record/history.ts';

export interface Examples {
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
  readonly count: number;
  readonly of: number;
}

/** The data of a seed never change; the latest are remembered. */
const pools = new Remembered<DataPool>();

/** The synthetic data set of one seed. */
export const poolOf = (history: RunHistory, seed: number): DataPool =>
  pools.of(history, () => syntheticPool({ ...history.spec, seeds: [seed] }), seed);

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

/** `images`: those of a task from a file. */
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
