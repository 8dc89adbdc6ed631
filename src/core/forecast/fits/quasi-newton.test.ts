import { expect, test } from 'vitest';
import { minimise } from './quasi-newton.ts';

test("finds the bottom of Rosenbrock's valley", () => {
  const values = Float64Array.of(-1.2, 1);
  const least = minimise(
    ([x = 0, y = 0], gradient) => {
      gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x);
      gradient[1] = 200 * (y - x * x);
      return 100 * (y - x * x) ** 2 + (1 - x) ** 2;
    },
    values,
    200,
    0.1,
  );
  expect(least).toBeLessThan(1e-12);
  expect(values[0]).toBeCloseTo(1, 5);
  expect(values[1]).toBeCloseTo(1, 5);
});

test('of a quadratic needs hardly more rounds than unknowns', () => {
  const values = new Float64Array(6);
  let calls = 0;
  minimise(
    (at, gradient) => {
      calls += 1;
      let sum = 0;
      at.forEach((x, i) => {
        gradient[i] = 2 * (i + 1) * (x - i);
        sum += (i + 1) * (x - i) ** 2;
      });
      return sum;
    },
    values,
    100,
    0.1,
  );
  values.forEach((x, i) => {
    expect(x).toBeCloseTo(i, 4);
  });
  expect(calls).toBeLessThan(40);
});

test('stops where there is no slope, and where the function is no number', () => {
  const flat = Float64Array.of(3);
  expect(minimise(() => 7, flat, 10, 1)).toBe(7);
  expect(minimise((_, gradient) => ((gradient[0] = NaN), NaN), flat, 10, 1)).toBeNaN();
  expect(flat[0]).toBe(3);
});
