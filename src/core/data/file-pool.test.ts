import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  fileTask,
  imageTask,
  type FileTask,
  type PassageTask,
  type TextTask,
} from '../../experiment/tasks.ts';
import type { DataPool, Split } from './data-set.ts';
import { filePool } from './file-pool.ts';
import { inputVariance } from './pool.ts';
import { requireData, type TaskData } from './task-data.ts';

const shipped = (task: FileTask): TaskData =>
  requireData(
    task,
    new Uint8Array(gunzipSync(readFileSync(join(import.meta.dirname, '../../../public', task.file)))),
  );

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const variance = (values: readonly number[]): number => {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 2));
};

/** A row of inputs, or of targets, of a split. */
const row = (pool: DataPool, of: 'inputs' | 'targets', split: Split, index: number): number[] => {
  const width = of === 'inputs' ? pool.features : pool.outputs;
  const first = (pool.sets[0]![split].start + index) * width;
  return [...pool[of].subarray(first, first + width)];
};

describe('images', () => {
  const data = {
    task: {
      ...imageTask('fashion-mnist')!,
      shape: [1, 3],
      classes: [
        ['a', 'a'],
        ['b', 'b'],
        ['c', 'c'],
      ],
      counts: { train: 4, guard: 1, test: 1 },
    },
    // 4 training images of 3 pixels, then a validation and a test image; the first pixel never varies. Then the labels.
    bytes: Uint8Array.from([
      ...[0, 10, 20, 0, 30, 40, 0, 50, 60, 0, 70, 80, 9, 9, 9, 255, 0, 1],
      ...[0, 1, 2, 0, 1, 2],
    ]),
  } as const;
  const pool = filePool(data, 32);

  test('are one shared set', () => {
    expect(pool.sets).toEqual([
      { train: { start: 0, count: 4 }, guard: { start: 4, count: 1 }, test: { start: 5, count: 1 } },
    ]);
    expect(pool).toMatchObject({ features: 3, outputs: 3 });
  });

  test('are standardised with all training pixels together', () => {
    const training = [0, 10, 20, 0, 30, 40, 0, 50, 60, 0, 70, 80];
    const deviation = Math.sqrt(variance(training));
    Array.from(data.bytes.subarray(0, 18)).forEach((pixel, i) => {
      expect(pool.inputs[i]).toBeCloseTo((pixel - 30) / deviation, 5);
    });
  });

  test('have one-hot targets', () => {
    expect([...pool.targets]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  test('the variance of a pixel is that over the training images', () => {
    const [first, second] = inputVariance(pool);
    expect(first).toBeCloseTo(0, 6);
    expect(second).toBeCloseTo(
      variance([0, 1, 2, 3].map((image) => row(pool, 'inputs', 'train', image)[1]!)),
      6,
    );
  });
});

describe('a text', () => {
  const task = fileTask('moby-dick') as TextTask;
  const small = {
    task: { ...task, characters: { train: 9, guard: 5, test: 6 } },
    bytes: Uint8Array.from({ length: 20 }, (_, i) => i),
  };

  test('is cut into windows that do not overlap, each with the characters one place further on', () => {
    const pool = filePool(small, 4);
    expect(pool).toMatchObject({ features: 4, outputs: 4 });
    expect(pool.sets).toEqual([
      { train: { start: 0, count: 2 }, guard: { start: 2, count: 1 }, test: { start: 3, count: 1 } },
    ]);
    expect([...pool.inputs]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16, 17]);
    expect([...pool.targets]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 15, 16, 17, 18]);
  });

  test.each([2, 3, 4])('no split shares a character with another: context %d', (context) => {
    const pool = filePool(small, context);
    const seen = (['train', 'guard', 'test'] as const).map((split) => {
      const { start, count } = pool.sets[0]![split];
      const part = (values: Float32Array) => values.subarray(start * context, (start + count) * context);
      return new Set([...part(pool.inputs), ...part(pool.targets)]);
    });
    expect(new Set(seen.flatMap((own) => [...own])).size).toBe(seen.reduce((sum, own) => sum + own.size, 0));
  });

  test('as shipped is long enough for the longest context, and its splits begin where they begin with any other', () => {
    const data = shipped(task);
    for (const context of [8, 32, 128]) {
      const pool = filePool(data, context);
      expect([...pool.inputs].every((number) => number >= 0 && number < 64 && Number.isInteger(number))).toBe(
        true,
      );
      expect(row(pool, 'inputs', 'guard', 0)[0]).toBe(data.bytes[task.characters.train]);
      expect(row(pool, 'inputs', 'test', 0)[0]).toBe(
        data.bytes[task.characters.train + task.characters.guard],
      );
    }
  });
});

describe('passages', () => {
  const task = fileTask('presidents') as PassageTask;
  const small = {
    task: { ...task, length: 3, counts: { train: 2, guard: 1, test: 1 } },
    bytes: Uint8Array.of(5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 1, 0, 1, 0),
  };

  test('are read from their beginning, as whole numbers', () => {
    const pool = filePool(small, 2);
    expect(pool).toMatchObject({ features: 2, outputs: 2 });
    expect([...pool.inputs]).toEqual([5, 6, 8, 9, 11, 12, 14, 15]);
    expect([...pool.targets]).toEqual([0, 1, 1, 0, 0, 1, 1, 0]);
    expect([...filePool(small, 3).inputs]).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
  });

  test('as shipped have the whole of the longest context', () => {
    const pool = filePool(shipped(task), 128);
    expect(pool.inputs).toHaveLength(2340 * 128);
    expect([...new Set(pool.inputs)].every((number) => number < 64 && Number.isInteger(number))).toBe(true);
  });
});
