/** Builds the pool of examples that an experiment trains on: one data set per seed, or one shared by all seeds. */
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { tasks, type Task } from '../../experiment/tasks.ts';
import { atOnce, type Parts } from '../parts.ts';
import { randomStream } from '../rng.ts';
import type { DataPool, Split, Splits } from './data-set.ts';
import type { LabelledImages } from './labelled-images.ts';
import { drawOf, type DrawExample } from './draws.ts';

/** Rows of each split for a synthetic task with this many training examples. */
export function splitCounts(samples: number): Readonly<Record<Split, number>> {
  const half = Math.ceil(samples / 2);
  return { train: samples, guard: half, test: half };
}

function splitsFrom(start: number, counts: Readonly<Record<Split, number>>): Splits {
  return {
    train: { start, count: counts.train },
    guard: { start: start + counts.train, count: counts.guard },
    test: { start: start + counts.train + counts.guard, count: counts.test },
  };
}

/** Synthetic data sets, one per seed, in the order of the seeds. Yields after each data set. */
export function* drawingPool(spec: ExperimentSpec): Parts<DataPool> {
  const task = tasks[spec.task];
  const draw = drawOf(spec.task);
  if (draw === null) throw new Error('this task has no generator');
  const counts = splitCounts(spec.samples);
  const perSet = counts.train + counts.guard + counts.test;
  const inputs = new Float32Array(spec.seeds.length * perSet * task.features);
  const targets = new Float32Array(spec.seeds.length * perSet * task.outputs);
  const sets: Splits[] = [];
  for (const [set, seed] of spec.seeds.entries()) {
    const first = set * perSet;
    const own = inputs.subarray(first * task.features, (first + perSet) * task.features);
    drawSet(task, draw, spec.noise, seed, own, targets.subarray(first * task.outputs));
    standardise(own, task.features, counts.train, perSet);
    sets.push(splitsFrom(first, counts));
    yield;
  }
  return { features: task.features, outputs: task.outputs, inputs, targets, sets };
}

/** The same without pauses. */
export const syntheticPool = (spec: ExperimentSpec): DataPool => atOnce(drawingPool(spec));

function drawSet(
  { features, outputs, loss }: Task,
  draw: DrawExample,
  noise: number,
  seed: number,
  inputs: Float32Array,
  targets: Float32Array,
): void {
  const random = randomStream(seed, 'data');
  for (let row = 0; row * features < inputs.length; row += 1) {
    const value = draw(row, noise, random, inputs.subarray(row * features, (row + 1) * features));
    if (loss === 'cross-entropy') targets[row * outputs + value] = 1;
    else targets[row * outputs] = value;
  }
}

/** Per feature: subtracts the mean and divides by the standard deviation of the training rows. */
function standardise(inputs: Float32Array, features: number, training: number, rows: number): void {
  for (let f = 0; f < features; f += 1) {
    let sum = 0;
    let squares = 0;
    for (let row = 0; row < training; row += 1) {
      const x = inputs[row * features + f]!;
      sum += x;
      squares += x * x;
    }
    const mean = sum / training;
    const deviation = Math.sqrt(Math.max(0, squares / training - mean * mean)) || 1;
    for (let row = 0; row < rows; row += 1)
      inputs[row * features + f] = (inputs[row * features + f]! - mean) / deviation;
  }
}

/** Mean and standard deviation of all training pixels together. */
export function imageMoments({ pixels, features, counts }: LabelledImages): {
  readonly mean: number;
  readonly deviation: number;
} {
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

/** Images: one shared data set, standardised with the mean and deviation of all training pixels. */
export function imagePool(images: LabelledImages): DataPool {
  const { pixels, labels, features, classes, counts } = images;
  const { mean, deviation } = imageMoments(images);
  const inputs = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i += 1) inputs[i] = (pixels[i]! - mean) / deviation;
  const targets = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => (targets[row * classes + label] = 1));
  return {
    features,
    outputs: classes,
    inputs,
    targets,
    sets: [splitsFrom(0, counts)],
  };
}

/** Variance of every input feature over the training rows of the first data set. */
export function inputVariance(pool: DataPool): Float64Array {
  const { start, count } = pool.sets[0]!.train;
  const variance = new Float64Array(pool.features);
  for (let f = 0; f < pool.features; f += 1) {
    let sum = 0;
    let squares = 0;
    for (let row = start; row < start + count; row += 1) {
      const x = pool.inputs[row * pool.features + f]!;
      sum += x;
      squares += x * x;
    }
    const mean = sum / count;
    variance[f] = squares / count - mean * mean;
  }
  return variance;
}
