import { describe, expect, it } from 'vitest';
import { logDifference, quantileOfSorted, spreadOver } from './quantiles.ts';

describe('a quantile of sorted values', () => {
  it('lies on a straight line between neighbours, of the first so many alone', () => {
    const sorted = [0, 10, 20, 30, 40, Infinity];
    expect([0, 0.1, 0.25, 0.5, 1].map((share) => quantileOfSorted(sorted, 5, share))).toEqual([
      0, 4, 10, 20, 40,
    ]);
    expect(quantileOfSorted(sorted, 2, 0.5)).toBe(5);
    expect(quantileOfSorted(sorted, 0, 0.5)).toBeNaN();
  });

  it('is infinite beside an infinite neighbour, and nothing between two that are not equal', () => {
    expect(quantileOfSorted([-Infinity, 1], 2, 0.5)).toBe(-Infinity);
    expect(quantileOfSorted([1, Infinity], 2, 0.25)).toBe(Infinity);
    expect(quantileOfSorted([1, Infinity], 2, 0)).toBe(1);
    expect(quantileOfSorted([-Infinity, -Infinity], 2, 0.5)).toBe(-Infinity);
    expect(quantileOfSorted([-Infinity, Infinity], 2, 0.5)).toBeNaN();
  });
});

describe('the spread over seeds', () => {
  it('is median and middle half, whatever the order', () => {
    expect(spreadOver([30, 0, 40, 10, 20])).toEqual({ median: 20, low: 10, high: 30, count: 5 });
  });

  it('ranks infinite values and counts what has no rank out', () => {
    expect(spreadOver([NaN, -Infinity, 2, 1])).toEqual({ median: 1, low: -Infinity, high: 1.5, count: 3 });
  });

  it('has no band for one value, and is null for none', () => {
    expect(spreadOver([NaN, 7])).toEqual({ median: 7, low: null, high: null, count: 1 });
    expect(spreadOver([NaN])).toBeNull();
  });
});

it('the difference of logarithms is 0 where both losses are 0', () => {
  expect(logDifference(-Infinity, -Infinity)).toBe(0);
  expect(logDifference(-Infinity, -3)).toBe(-Infinity);
  expect(logDifference(-2, -Infinity)).toBe(Infinity);
  expect(logDifference(NaN, -Infinity)).toBeNaN();
  expect(logDifference(-2, -3)).toBe(1);
});
