import { describe, expect, test } from 'vitest';
import { meanHalfWidth, median, pairedMean } from './statistics.ts';

describe('median', () => {
  test.each([
    [[3], 3],
    [[3, 1], 2],
    [[10, 9, 100], 10],
    [[4, 1, 3, 2], 2.5],
    [[-1, -10, 2], -1],
    [[-Infinity, 1], -Infinity],
    [[1, Infinity], Infinity],
    [[-Infinity, Infinity], 0],
    [[-Infinity, 1, 2], 1],
  ])('of %o is %d', (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  test('leaves its values in order', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
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
