/** Draws the pool of examples that an experiment on a synthetic task trains on: one data set per seed. */
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { exampleForm, tasks, type DrawnTask } from '../../experiment/tasks.ts';
import { atOnce, type Parts } from '../parts.ts';
import { randomStream } from '../rng.ts';
import type { DataPool, Split, Splits } from './data-set.ts';
import { drawOf, type DrawExample } from './draws.ts';

/** The splits one after another, from row `start`. */
export function splitsFrom(start: number, counts: Readonly<Record<Split, number>>): Splits {
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
  if (draw === null || task.source === 'file') throw new Error('this task has no generator');
  const { counts } = exampleForm(spec);
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
  { features, outputs, loss }: DrawnTask,
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
