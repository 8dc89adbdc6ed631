/** Builds the pool of examples of a task's file: one data set, shared by all seeds. */
import { formInFile, type ExampleForm, type FileKind, type TaskOf } from '../../experiment/tasks.ts';
import type { DataPool, Split } from './data-set.ts';
import { splitsFrom } from './pool.ts';
import { imagesOf, labelledRows, type LabelledImages, type TaskData } from './task-data.ts';

type Rows = Pick<DataPool, 'inputs' | 'targets'>;

/** Mean and standard deviation of pixels. */
export interface ImageMoments {
  readonly mean: number;
  readonly deviation: number;
}

const splits: readonly Split[] = ['train', 'guard', 'test'];

const rowsOf: {
  readonly [Kind in FileKind]: (
    data: TaskData<TaskOf<Kind>>,
    form: ExampleForm,
    moments: ImageMoments | null,
  ) => Rows;
} = {
  /** Standardised with the mean and deviation of all training pixels. */
  images(data, { targets }, moments) {
    const images = imagesOf(data);
    const { pixels, labels } = images;
    const { mean, deviation } = moments ?? imageMoments(images);
    const inputs = new Float32Array(pixels.length);
    for (let i = 0; i < pixels.length; i += 1) inputs[i] = (pixels[i]! - mean) / deviation;
    return { inputs, targets: oneHot(labels, targets) };
  },
  /** The numbers of a window's characters, and of those one place further on. */
  text({ task: { characters }, bytes }, { features, counts }) {
    const examples = counts.train + counts.guard + counts.test;
    const inputs = new Float32Array(examples * features);
    const targets = new Float32Array(examples * features);
    let [from, to] = [0, 0];
    for (const split of splits) {
      const length = counts[split] * features;
      inputs.set(bytes.subarray(from, from + length), to);
      targets.set(bytes.subarray(from + 1, from + 1 + length), to);
      from += characters[split];
      to += length;
    }
    return { inputs, targets };
  },
  /** The numbers of a passage's first characters. */
  passages(data, { features, targets }) {
    const { values, labels } = labelledRows(data);
    const { length } = data.task;
    const inputs = new Float32Array(labels.length * features);
    for (let row = 0; row < labels.length; row += 1)
      inputs.set(values.subarray(row * length, row * length + features), row * features);
    return { inputs, targets: oneHot(labels, targets) };
  },
};

function oneHot(labels: Uint8Array, classes: number): Float32Array {
  const targets = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => (targets[row * classes + label] = 1));
  return targets;
}

/**
 * `context`: characters that are read of a text or a passage. `moments`: what images are standardised with, if not with
 * their own.
 */
export function filePool(data: TaskData, context: number, moments: ImageMoments | null = null): DataPool {
  const form = formInFile(data.task, context);
  const rows = (
    rowsOf[data.task.kind] as (data: TaskData, form: ExampleForm, moments: ImageMoments | null) => Rows
  )(data, form, moments);
  return { features: form.features, outputs: form.targets, ...rows, sets: [splitsFrom(0, form.counts)] };
}

/** Mean and standard deviation of all training pixels together. */
export function imageMoments({ pixels, features, counts }: LabelledImages): ImageMoments {
  const training = counts.train * features;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < training; i += 1) {
    sum += pixels[i]!;
    squares += pixels[i]! * pixels[i]!;
  }
  const mean = sum / training;
  return { mean, deviation: Math.sqrt(squares / training - mean * mean) };
}
