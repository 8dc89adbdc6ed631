import { describe, expect, test } from 'vitest';
import { cos, decadeOf, exp, log, powerOfTen, sin, tanh } from './functions.ts';

type Function1 = (x: number) => number;

const evenly = (from: number, to: number, count = 20_001): number[] =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));

/** Both signs, magnitudes even in the logarithm. */
const widely = (from: number, to: number): number[] =>
  evenly(Math.log(from), Math.log(to)).flatMap((l) => [Math.exp(l), -Math.exp(l)]);

/** The worst relative error, and where. */
function worst(ours: Function1, theirs: Function1, points: readonly number[]): { error: number; at: number } {
  let found = { error: 0, at: NaN };
  for (const x of points) {
    const truth = theirs(x);
    const value = ours(x);
    const error = Object.is(value, truth) ? 0 : Math.abs(value - truth) / Math.abs(truth);
    if (!(error <= found.error)) found = { error, at: x };
  }
  return found;
}

function worstAbsolute(ours: Function1, theirs: Function1, points: readonly number[]): number {
  return points.reduce((most, x) => Math.max(most, Math.abs(ours(x) - theirs(x))), 0);
}

describe('exp', () => {
  test.each<[string, number[]]>([
    ['all that is neither 0 nor Infinity', evenly(-708, 709.78)],
    ['near the largest number', evenly(709.3, 709.78, 2001)],
    ['around 0', evenly(-1, 1)],
    ['tiny', widely(1e-300, 1e-3)],
    ['where the reduction changes', evenly(0.0105, 0.0112, 2001)],
    ['where the power of two changes', evenly(0.67, 0.71, 2001)],
    ['where powers of two end', [...evenly(707.9, 708.1, 2001), ...evenly(-708.1, -707.9, 2001)]],
  ])('agrees with Math.exp to 2e-14: %s', (_, points) => {
    expect(worst(exp, Math.exp, points).error).toBeLessThan(2e-14);
  });

  test.each([
    [0, 1],
    [-0, 1],
    [NaN, NaN],
    [Infinity, Infinity],
    [-Infinity, 0],
    [710, Infinity],
    [1e308, Infinity],
    [-746, 0],
    [-1e308, 0],
    [5e-324, 1],
  ])('exp(%d) is %d', (x, value) => {
    expect(exp(x)).toBe(value);
  });

  test('below the least normal number it fades to 0', () => {
    const points = evenly(-745.2, -708, 500);
    expect(worstAbsolute(exp, Math.exp, points)).toBeLessThan(1e-320);
  });
});

describe('log', () => {
  test.each<[string, number[]]>([
    ['all magnitudes', widely(1e-307, 1.7e308).filter((x) => x > 0)],
    ['around 1', evenly(0.5, 2)],
    ['close to 1', evenly(1 - 1e-6, 1 + 1e-6)],
    ['subnormal', widely(5e-324, 2.2e-308).filter((x) => x > 0)],
  ])('agrees with Math.log to 1e-14: %s', (_, points) => {
    expect(worst(log, Math.log, points).error).toBeLessThan(1e-14);
  });

  test.each([
    [0, -Infinity],
    [-0, -Infinity],
    [-1, NaN],
    [-Infinity, NaN],
    [NaN, NaN],
    [Infinity, Infinity],
    [1, 0],
    [2, Math.LN2],
  ])('log(%d) is %d', (x, value) => {
    expect(log(x)).toBe(value);
  });

  test('undoes exp', () => {
    for (const x of evenly(-700, 700, 701)) expect(log(exp(x))).toBeCloseTo(x, 10);
  });
});

test('the decade of a number, of whole powers too', () => {
  for (let n = -300; n <= 300; n += 1) {
    expect(powerOfTen(n)).toBe(Number(`1e${n}`));
    expect([1, 2, 9.99].map((digits) => decadeOf(digits * powerOfTen(n)))).toEqual([n, n, n]);
  }
  expect([999, 1000, 0.5, 123456].map(decadeOf)).toEqual([2, 3, -1, 5]);
});

describe('tanh', () => {
  test.each<[string, number[]]>([
    ['all magnitudes', widely(1e-300, 1e300)],
    ['halfway between entries of the table', evenly(0.0077, 0.0079)],
    ['small', evenly(0.001, 0.1)],
    ['where it bends', evenly(-3, 3, 20_000)],
    ['where it saturates', evenly(15, 25)],
  ])('agrees with Math.tanh to 5e-14: %s', (_, points) => {
    expect(worst(tanh, Math.tanh, points).error).toBeLessThan(5e-14);
  });

  test.each([
    [0, 0],
    [-0, -0],
    [NaN, NaN],
    [Infinity, 1],
    [-Infinity, -1],
    [1e308, 1],
    [-1e308, -1],
    [5e-324, 5e-324],
  ])('tanh(%d) is %d', (x, value) => {
    expect(tanh(x)).toBe(value);
  });

  test('is odd', () => {
    expect(widely(1e-6, 30).filter((x) => tanh(-x) !== -tanh(x))).toEqual([]);
  });
});

describe.each<[string, Function1, Function1]>([
  ['sin', sin, Math.sin],
  ['cos', cos, Math.cos],
])('%s', (_, ours, theirs) => {
  test.each<[string, number[]]>([
    ['a few turns', evenly(-20, 20)],
    ['many turns', evenly(-1e5, 1e5)],
    ['the changes of quadrant', evenly(-8, 8, 33).map((k) => (k * Math.PI) / 4 + 1e-9)],
    ['tiny', widely(1e-300, 1e-3)],
  ])('agrees with Math to 4e-15: %s', (__, points) => {
    expect(worstAbsolute(ours, theirs, points)).toBeLessThan(4e-15);
  });

  test('agrees to 1e-13 relative unless it is near 0', () => {
    const points = evenly(-100, 100).filter((x) => Math.abs(theirs(x)) > 0.01);
    expect(worst(ours, theirs, points).error).toBeLessThan(1e-13);
  });

  test.each([0, -0, NaN, Infinity, -Infinity])('treats %d as Math does', (x) => {
    expect(ours(x)).toBe(theirs(x));
  });
});

test('sin of a tiny number is the number', () => {
  expect(widely(5e-324, 1e-9).filter((x) => sin(x) !== x)).toEqual([]);
});
