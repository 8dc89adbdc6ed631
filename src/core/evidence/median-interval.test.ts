import { describe, expect, test } from 'vitest';
import { medianInterval, medianOf, sideOf } from './median-interval.ts';
import { coverageOf, distributions } from './testing/coverage.ts';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe('interval of a median', () => {
  test('needs two values', () => {
    expect(medianInterval([])).toBeNull();
    expect(medianInterval([1])).toBeNull();
  });

  test.each([
    [2, 0.5],
    [3, 0.75],
    [4, 0.875],
    [5, 0.9375],
  ])('of %d values is their range, with its true level %d', (n, level) => {
    expect(medianInterval(upTo(n).toReversed())).toEqual({ low: 1, high: n, level });
  });

  test.each([
    // By hand, n = 6: gamma_1 = 62/64, gamma_2 = 50/64; I = .1; lambda = 5 x .1 / (1 + 4 x .1) = .357143.
    [6, 1 + 5 / 14],
    // n = 10, rank 2: gamma_2 = 1 - 22/1024, gamma_3 = 1 - 112/1024; I = .324444; lambda = 8 I / (2 + 6 I).
    [10, 2.657658],
    // By exact fractions, ranks 4 and 24.
    [16, 4.76272],
    [64, 24.742889],
  ])('of 1..%d lies between two order statistics', (n, low) => {
    const interval = medianInterval(upTo(n))!;
    expect(interval.low).toBeCloseTo(low, 5);
    expect(interval.high).toBeCloseTo(n + 1 - low, 5);
    expect(interval.level).toBe(0.95);
  });

  test('is the outer order statistic beside a value that is never', () => {
    const { low, high } = medianInterval([-Infinity, -Infinity, 1, 2, 3, 4, 5])!;
    expect(low).toBe(-Infinity);
    expect(high).toBeGreaterThan(4);
    expect(medianInterval([1, 2, 3, 4, Infinity, Infinity, Infinity])!.high).toBe(Infinity);
    expect(medianInterval([1, 2, 3, 4, 5, 6, Infinity])!.high).toBe(Infinity);
    expect(medianInterval([-Infinity, 1, 2, 3, 4, 5, 6])!.low).toBe(-Infinity);
  });

  test('is of one value where all are equal', () => {
    expect(medianInterval(new Array<number>(9).fill(0.3))).toMatchObject({ low: 0.3, high: 0.3 });
  });

  // The bounds leave three standard errors of 1,500 samples (.0056) around .94 to .97; docs/METHOD.md has the figures
  // of the long run (`npm run coverage`).
  test.each(distributions)('covers the median of $name about 95 times in 100', (distribution) => {
    for (const n of [6, 7, 10, 16, 33]) {
      const covered = coverageOf(medianInterval, distribution, n, 1500);
      expect(covered).toBeGreaterThan(0.93);
      if (!distribution.name.startsWith('ties')) expect(covered).toBeLessThan(0.98);
    }
  });
});

describe('what an interval allows to claim', () => {
  test('a side, where it excludes zero', () => {
    expect(sideOf(medianInterval([1, 2, 3, 4, 5, 6]))).toBe('above');
    expect(sideOf(medianInterval([-1, -2, -3, -4, -5, -6]))).toBe('below');
    expect(sideOf(medianInterval([-1, 2, 3, 4, -5, 6]))).toBe('neither');
    expect(sideOf(medianInterval([0, 0, 0, 0, 0, 0]))).toBe('neither');
  });

  test('nothing where zero is an end: that is even', () => {
    expect(sideOf({ low: 0, high: 1, level: 0.95 })).toBe('neither');
    expect(sideOf({ low: -1, high: 0, level: 0.95 })).toBe('neither');
    expect(sideOf({ low: 1e-9, high: 1, level: 0.95 })).toBe('above');
    expect(sideOf({ low: -1, high: -1e-9, level: 0.95 })).toBe('below');
  });

  test('nothing below six values, in either direction', () => {
    expect(sideOf(medianInterval([1, 2, 3, 4, 5]))).toBe('neither');
    expect(sideOf(medianInterval([-1, -2, -3, -4, -5]))).toBe('neither');
    expect(sideOf(null)).toBe('neither');
  });
});

test('a median has its number of values', () => {
  expect(medianOf([])).toBeNull();
  expect(medianOf([3])).toEqual({ median: 3, interval: null, count: 1 });
});
