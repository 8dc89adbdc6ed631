/** The contents of a task's file: their form, and how the bytes are checked and read. */
import { digestOfFile } from '../digest.ts';
import type { FileKind, FileTask, ImageTask, PassageTask, TaskOf } from '../../experiment/tasks.ts';
import type { Split } from './data-set.ts';

/** Checked bytes, to be read as the task's record says. */
export interface TaskData<Task extends FileTask = FileTask> {
  readonly task: Task;
  readonly bytes: Uint8Array;
}

const total = ({ train, guard, test }: Readonly<Record<Split, number>>): number => train + guard + test;

const lengths: { readonly [Kind in FileKind]: (task: TaskOf<Kind>) => number } = {
  images: ({ shape: [rows, columns], counts }) => total(counts) * (rows * columns + 1),
  text: ({ characters }) => total(characters),
  passages: ({ length, counts }) => total(counts) * (length + 1),
};

/** Bytes of a task's decompressed file. */
export const fileLength = (task: FileTask): number =>
  (lengths[task.kind] as (task: FileTask) => number)(task);

/** Checks length and hash of a task's decompressed file. Throws an Error that names the difference. */
export function requireData(task: FileTask, bytes: Uint8Array): TaskData {
  const { label } = task;
  const length = fileLength(task);
  if (bytes.length !== length)
    throw new Error(`${label} has ${bytes.length} bytes where ${length} were expected`);
  if (digestOfFile(bytes) !== task.sha256) throw new Error(`${label} does not have the expected SHA-256`);
  return { task, bytes };
}

/** Rows of values [example, value] and the class number of each. */
export function labelledRows({ task: { counts }, bytes }: TaskData<ImageTask | PassageTask>): {
  readonly values: Uint8Array;
  readonly labels: Uint8Array;
} {
  const examples = total(counts);
  return { values: bytes.subarray(0, -examples), labels: bytes.subarray(-examples) };
}

export interface LabelledImages {
  /** [image, pixel], 0..255. */
  readonly pixels: Uint8Array;
  /** [image] class numbers. */
  readonly labels: Uint8Array;
  readonly features: number;
  readonly classes: number;
  readonly counts: Readonly<Record<Split, number>>;
}

/** The contents of a file of images. Throws an Error if they are something else. */
export function imagesOf({ task, bytes }: TaskData): LabelledImages {
  if (task.kind !== 'images') throw new Error(`${task.label} has no images`);
  const { values, labels } = labelledRows({ task, bytes });
  const { shape, classes, counts } = task;
  return { pixels: values, labels, features: shape[0] * shape[1], classes: classes.length, counts };
}
