import { describe, expect, test } from 'vitest';
import { randomStream } from '../rng.ts';
import { bootstrapMedian, meanHalfWidth, median, pairedMean, seedsFor } from './statistics.ts';

const normals = (seed: number, count: number): number[] => {
  const random = randomStream(seed, 'data');
  return Array.from({ length: count }, () => random.normal());
};

describe('median', () => {
  test.each([
    [[3], 3],
    [[3, 1], 2],
    [[10, 9, 100], 10],
    [[4, 1, 3, 2], 2.5],
    [[-1, -10, 2], -1],
  ])('of %o is %d', (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  test('leaves its values in order', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('bootstrap interval of the median', () => {
  test('needs two values', () => {
    expect(bootstrapMedian([])).toBeNull();
    expect(bootstrapMedian([1])).toBeNull();
  });

  test('of two values is both of them', () => {
    expect(bootstrapMedian([0.2, 0.5])).toEqual({ low: 0.2, high: 0.5 });
  });

  test('of equal values is that value', () => {
    expect(bootstrapMedian([0.3, 0.3, 0.3])).toEqual({ low: 0.3, high: 0.3 });
  });

  test('is the same for the same values, in any order and in every run', () => {
    const values = normals(1, 60);
    expect(bootstrapMedian(values.toReversed())).toEqual(bootstrapMedian(values));
    expect(bootstrapMedian(values)).toEqual({ low: -0.40282779932022095, high: 0.28972873091697693 });
  });

  test('holds the median and moves with the values', () => {
    const values = normals(2, 16);
    const { low, high } = bootstrapMedian(values)!;
    expect(low).toBeLessThan(median(values));
    expect(high).toBeGreaterThan(median(values));
    const moved = bootstrapMedian(values.map((value) => value + 10))!;
    expect(moved.low).toBeCloseTo(low + 10, 12);
    expect(moved.high).toBeCloseTo(high + 10, 12);
  });

  test.each([
    [9, 2],
    [25, 8],
  ])('of 1..%d leaves out what the median of a resample is below in less than 2.5 %', (n, low) => {
    // The median of n draws from 1..n is at most k where (n + 1) / 2 of them are, each with chance k / n:
    // n = 9: .0014 for 1 and .0304 for 2; n = 25: .0096 for 7 and .0299 for 8.
    const values = Array.from({ length: n }, (_, i) => i + 1);
    expect(bootstrapMedian(values)).toEqual({ low, high: n + 1 - low });
  });

  test('covers the true median about 95 times in 100', () => {
    const intervals = Array.from({ length: 100 }, (_, seed) => bootstrapMedian(normals(100 + seed, 9))!);
    const covered = intervals.filter(({ low, high }) => low <= 0 && high >= 0).length;
    expect(covered).toBeGreaterThanOrEqual(90);
  });
});

describe('interval of a mean', () => {
  const halfWidth = (values: readonly number[]): number =>
    meanHalfWidth(
      values.reduce((a, b) => a + b, 0),
      values.reduce((a, b) => a + b * b, 0),
      values.length,
    );

  test('of 1..5: 2.776 x sqrt(2.5 / 5)', () => {
    expect(halfWidth([1, 2, 3, 4, 5])).toBeCloseTo(1.962928, 6);
  });

  test('of two values: 12.706 x half their difference', () => {
    expect(halfWidth([1, 3])).toBeCloseTo(12.706, 9);
  });

  test('takes 2.042 for 30 degrees of freedom, and 1.96 beyond', () => {
    // sum 0, squares n - 1: variance 1
    expect(meanHalfWidth(0, 30, 31)).toBeCloseTo(2.042 / Math.sqrt(31), 12);
    expect(meanHalfWidth(0, 31, 32)).toBeCloseTo(1.96 / Math.sqrt(32), 12);
  });

  test('of one value is unknown, of equal values 0', () => {
    expect(halfWidth([3])).toBeNaN();
    expect(meanHalfWidth(0, 0, 0)).toBeNaN();
    expect(halfWidth([0.1, 0.1, 0.1])).toBeLessThan(1e-8);
  });
});

describe('paired differences', () => {
  test('by hand: 1..5 have mean 3, deviation sqrt 2.5, half-width 1.963', () => {
    const paired = pairedMean([1, 2, NaN, 3, 4, 5])!;
    expect(paired).toMatchObject({ mean: 3, count: 5 });
    expect(paired.deviation).toBeCloseTo(Math.sqrt(2.5), 12);
    expect(paired.interval!.low).toBeCloseTo(3 - 1.962928, 6);
    expect(paired.interval!.high).toBeCloseTo(3 + 1.962928, 6);
  });

  test('of one has no spread, of none is nothing', () => {
    expect(pairedMean([2])).toEqual({ mean: 2, deviation: null, interval: null, count: 1 });
    expect(pairedMean([NaN])).toBeNull();
  });

  test('that are equal have no spread at all', () => {
    expect(pairedMean([0.25, 0.25, 0.25])).toMatchObject({
      deviation: 0,
      interval: { low: 0.25, high: 0.25 },
    });
  });
});

describe('seeds that an interval takes', () => {
  test.each([
    [0, 0.01, 2],
    // 12.706 / sqrt 2 = 8.985 deviations
    [1, 9, 2],
    [1, 8.9, 3],
    // 2.131 / sqrt 16 = .53275; 2.145 / sqrt 15 = .5538
    [1, 0.533, 16],
    [1, 0.532, 17],
    // 2.042 / sqrt 31 = .36676; beyond, 1.96 / sqrt 32 = .34648
    [1, 0.367, 31],
    [1, 0.366, 32],
    [1, 0.1, 385],
  ])('deviation %d to ± %d: %d', (deviation, halfWidth, seeds) => {
    expect(seedsFor(deviation, halfWidth)).toBe(seeds);
  });
});
