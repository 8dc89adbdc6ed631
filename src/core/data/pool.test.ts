import { describe, expect, test } from 'vitest';
import { defaultSpec, type ExperimentSpec } from '../../experiment/fields.ts';
import { taskNames, tasks } from '../../experiment/tasks.ts';
import type { DataPool, Range } from './data-set.ts';
import { syntheticPool } from './pool.ts';

const drawnTasks = taskNames.flatMap((name) => {
  const task = tasks[name];
  return task.source === 'drawn' ? [{ name, ...task }] : [];
});

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
  test('lie one after another, set by set', () => {
    expect(poolOf({ samples: 33 }).sets).toEqual([
      { train: { start: 0, count: 33 }, guard: { start: 33, count: 17 }, test: { start: 50, count: 17 } },
      { train: { start: 67, count: 33 }, guard: { start: 100, count: 17 }, test: { start: 117, count: 17 } },
    ]);
  });
});

describe.each(drawnTasks)('$name', ({ name: task, outputs: expected, loss }) => {
  const pool = poolOf({ task });
  const { features, outputs, inputs, targets, sets } = pool;

  test('fills the pool', () => {
    expect({ features, outputs }).toMatchObject({ features: 2, outputs: expected });
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
        if (loss === 'squared-error') {
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
