import { describe, expect, test } from 'vitest';
import { defaultSpec, type ExperimentSpec } from '../../experiment/fields.ts';
import { taskNames, tasks } from '../../experiment/tasks.ts';
import type { DataPool, Range } from './data-set.ts';
import type { LabelledImages } from './labelled-images.ts';
import { imagePool, inputVariance, splitCounts, syntheticPool } from './pool.ts';

const drawnTasks = taskNames.filter((name) => tasks[name].source === 'drawn');

const poolOf = (values: Partial<ExperimentSpec>): DataPool =>
  syntheticPool({ ...defaultSpec, samples: 64, seeds: [3, 5], ...values });

/** One column of a matrix [row, width] over a range of rows. */
const column = (values: Float32Array, width: number, index: number, { start, count }: Range): number[] =>
  Array.from({ length: count }, (_, i) => values[(start + i) * width + index]!);

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
function variance(values: readonly number[]): number {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 2));
}

describe('splits', () => {
  test('validation and test have half the number of examples, rounded up', () => {
    expect(splitCounts(256)).toEqual({ train: 256, guard: 128, test: 128 });
    expect(splitCounts(33)).toEqual({ train: 33, guard: 17, test: 17 });
  });

  test('lie one after another, set by set', () => {
    expect(poolOf({ samples: 33 }).sets).toEqual([
      { train: { start: 0, count: 33 }, guard: { start: 33, count: 17 }, test: { start: 50, count: 17 } },
      { train: { start: 67, count: 33 }, guard: { start: 100, count: 17 }, test: { start: 117, count: 17 } },
    ]);
  });
});

describe.each(drawnTasks)('%s', (task) => {
  const pool = poolOf({ task });
  const { features, outputs, inputs, targets, sets } = pool;

  test('fills the pool', () => {
    expect({ features, outputs }).toMatchObject({ features: 2, outputs: tasks[task].outputs });
    expect(inputs).toHaveLength(2 * 128 * features);
    expect(targets).toHaveLength(2 * 128 * outputs);
    expect([...inputs, ...targets].every(Number.isFinite)).toBe(true);
  });

  test('training inputs have mean 0 and deviation 1, the other splits their own', () => {
    for (const { train, guard, test: held } of sets) {
      for (const f of [0, 1]) {
        expect(mean(column(inputs, features, f, train))).toBeCloseTo(0, 6);
        expect(variance(column(inputs, features, f, train))).toBeCloseTo(1, 5);
        for (const range of [guard, held]) {
          expect(Math.abs(mean(column(inputs, features, f, range)))).toBeGreaterThan(1e-4);
          expect(Math.abs(mean(column(inputs, features, f, range)))).toBeLessThan(0.5);
        }
      }
    }
  });

  test('targets are one-hot with both classes, or values', () => {
    for (const set of sets) {
      for (const range of Object.values(set)) {
        const first = column(targets, outputs, 0, range);
        if (tasks[task].loss === 'squared-error') {
          expect(new Set(first).size).toBe(range.count);
          continue;
        }
        const second = column(targets, outputs, 1, range);
        expect(first.every((t) => t === 0 || t === 1)).toBe(true);
        expect(second).toEqual(first.map((t) => 1 - t));
        const share = mean(first);
        if (task === 'xor') expect(Math.abs(share - 0.5)).toBeLessThan(0.25);
        else expect(share).toBe(0.5);
      }
    }
  });

  test('the examples of a seed do not depend on the other seeds; seeds differ', () => {
    const alone = poolOf({ task, seeds: [5] });
    expect(inputs.slice(128 * features)).toEqual(alone.inputs);
    expect(targets.slice(128 * outputs)).toEqual(alone.targets);
    expect(poolOf({ task, seeds: [3] }).inputs).not.toEqual(alone.inputs);
  });

  test('splits share no example', () => {
    const rows = Array.from({ length: 128 }, (_, row) => String(inputs.subarray(2 * row, 2 * row + 2)));
    expect(new Set(rows).size).toBe(128);
  });
});

test('noise changes the examples', () => {
  expect(poolOf({ noise: 0.2 }).inputs).not.toEqual(poolOf({ noise: 0.1 }).inputs);
});

test('images cannot be drawn', () => {
  expect(() => poolOf({ task: 'fashion-mnist' })).toThrow('no generator');
});

describe('images', () => {
  const images: LabelledImages = {
    // 4 training images of 3 pixels, then a validation and a test image; the first pixel never varies.
    pixels: Uint8Array.of(0, 10, 20, 0, 30, 40, 0, 50, 60, 0, 70, 80, 9, 9, 9, 255, 0, 1),
    labels: Uint8Array.of(0, 1, 2, 0, 1, 2),
    features: 3,
    classes: 3,
    counts: { train: 4, guard: 1, test: 1 },
  };
  const pool = imagePool(images);

  test('are one shared set', () => {
    expect(pool.sets).toEqual([
      { train: { start: 0, count: 4 }, guard: { start: 4, count: 1 }, test: { start: 5, count: 1 } },
    ]);
    expect(pool).toMatchObject({ features: 3, outputs: 3 });
  });

  test('are standardised with all training pixels together', () => {
    const training = [0, 10, 20, 0, 30, 40, 0, 50, 60, 0, 70, 80];
    const deviation = Math.sqrt(variance(training));
    Array.from(images.pixels).forEach((pixel, i) => {
      expect(pool.inputs[i]).toBeCloseTo((pixel - 30) / deviation, 5);
    });
  });

  test('have one-hot targets', () => {
    expect([...pool.targets]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  test('the variance of a pixel is that over the training images', () => {
    const [first, second] = inputVariance(pool);
    expect(first).toBeCloseTo(0, 6);
    expect(second).toBeCloseTo(variance(column(pool.inputs, 3, 1, { start: 0, count: 4 })), 6);
  });
});
