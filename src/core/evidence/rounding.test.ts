import { expect, test } from 'vitest';
import { lossSpread, oneUlpOut } from './rounding.ts';

test('every weight moves to its next float32 away from zero, and zeros stay', () => {
  const weights = Float32Array.of(1, -1, 0.75, -3, 0, 2 - 2 ** -23);
  const moved = oneUlpOut(weights);
  expect([...moved]).toEqual([1 + 2 ** -23, -1 - 2 ** -23, 0.75 + 2 ** -24, -3 - 2 ** -22, 0, 2]);
  expect(weights[0]).toBe(1);
});

test('moves weights of a part of a larger array alone', () => {
  const all = Float32Array.of(5, 1, 7);
  expect([...oneUlpOut(all.subarray(1, 2))]).toEqual([1 + 2 ** -23]);
  expect([...all]).toEqual([5, 1, 7]);
});

test.each([
  [0.5, 0.5, 0],
  [0, 0, 0],
  [1, 2, Math.LN2],
  [2, 1, Math.LN2],
  [NaN, Infinity, 0],
  [NaN, 1, Infinity],
  [1, Infinity, Infinity],
  [0, 1, Infinity],
])('losses %d and %d are %d apart', (a, b, spread) => {
  expect(lossSpread(a, b)).toBeCloseTo(spread, 12);
});
