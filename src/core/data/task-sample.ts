/**
 * The first examples of each split of a task's file: enough to inspect networks with, small enough for the page. A sample
 * has the form of its file, so that what reads the one reads the other.
 */
import type { FileTask } from '../../experiment/tasks.ts';
import type { DataPool, Split } from './data-set.ts';
import { filePool, imageMoments, type ImageMoments } from './file-pool.ts';
import { fileLength, imagesOf, type TaskData } from './task-data.ts';

export interface TaskSample {
  /** A file of the same form; its record counts the examples that are in it. */
  readonly data: TaskData;
  /** Of the pixels of all training images; null if there are none. */
  readonly moments: ImageMoments | null;
}

type Counts = Readonly<Record<Split, number>>;

/** Maximum number of examples of each split, and of characters of a text. */
const most: Counts = { train: 300, guard: 300, test: 1000 };
const mostCharacters: Counts = { train: 9601, guard: 9601, test: 9601 };

const splits = ['train', 'guard', 'test'] as const;

/** Copies the sample out of a whole file. */
export function sampleOf(data: TaskData): TaskSample {
  const { task, bytes } = data;
  if (task.kind === 'text') {
    const characters = atMost(task.characters, mostCharacters);
    const cut = firstRows(bytes, 1, task.characters, characters);
    return { data: { task: { ...task, characters }, bytes: cut }, moments: null };
  }
  const examples = task.counts.train + task.counts.guard + task.counts.test;
  const counts = atMost(task.counts, most);
  const values = firstRows(bytes.subarray(0, -examples), bytes.length / examples - 1, task.counts, counts);
  const labels = firstRows(bytes.subarray(-examples), 1, task.counts, counts);
  const joined = new Uint8Array(values.length + labels.length);
  joined.set(values);
  joined.set(labels, values.length);
  return {
    data: { task: { ...task, counts }, bytes: joined },
    moments: task.kind === 'images' ? imageMoments(imagesOf(data)) : null,
  };
}

const atMost = (counts: Counts, limits: Counts): Counts => ({
  train: Math.min(counts.train, limits.train),
  guard: Math.min(counts.guard, limits.guard),
  test: Math.min(counts.test, limits.test),
});

/** The first `wanted` rows of each split. */
function firstRows(bytes: Uint8Array, width: number, counts: Counts, wanted: Counts): Uint8Array {
  const rows = new Uint8Array(width * (wanted.train + wanted.guard + wanted.test));
  let [from, to] = [0, 0];
  for (const split of splits) {
    rows.set(bytes.subarray(from, from + width * wanted[split]), to);
    from += width * counts[split];
    to += width * wanted[split];
  }
  return rows;
}

/** Its examples as networks read them. `context`: characters that are read of a text or a passage. */
export const samplePool = ({ data, moments }: TaskSample, context: number): DataPool =>
  filePool(data, context, moments);

/** Validates a sample from a worker. Throws an Error if it is not whole. */
export function requireSample(value: unknown): TaskSample {
  const { data } = value as TaskSample;
  const { task, bytes } = data as { readonly task: FileTask; readonly bytes: unknown };
  if (!(bytes instanceof Uint8Array) || bytes.length !== fileLength(task))
    throw new Error('the examples are not complete');
  return value as TaskSample;
}
