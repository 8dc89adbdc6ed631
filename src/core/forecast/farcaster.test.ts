import { describe, expect, test } from 'vitest';
import { randomStream } from '../rng.ts';
import {
  endpointLine,
  fitColumns,
  fitFarcaster,
  geometricCoefficients,
  stay,
  type Coefficients,
} from './farcaster.ts';

/** A weight at both ends of a window and at its horizon. */
interface Row {
  readonly first: number;
  readonly last: number;
  readonly target: number;
}

/** Inner products of (w_n - w_0, w_0, 1, y - w_n). */
function gramOf(rows: readonly Row[]): Float64Array {
  const gram = new Float64Array(fitColumns * fitColumns);
  for (const { first, last, target } of rows) {
    const columns = [last - first, first, 1, target - last];
    columns.forEach((a, i) => {
      columns.forEach((b, j) => {
        gram[i * fitColumns + j]! += a * b;
      });
    });
  }
  return gram;
}

const forecast = ({ first, last, constant }: Coefficients, row: Row): number =>
  first * row.first + last * row.last + constant;

const worstError = (coefficients: Coefficients, rows: readonly Row[]): number =>
  Math.max(...rows.map((row) => Math.abs(forecast(coefficients, row) - row.target)));

/** Weights that decay to targets of their own, w_t = w* + r^t (w_0 - w*), at the rates given. */
function decays(n: number, j: number, rateOf: (i: number) => number, count = 200): Row[] {
  const random = randomStream(9, 'data');
  return Array.from({ length: count }, (_, i) => {
    const goal = random.normal();
    const distance = random.normal();
    const at = (t: number): number => goal + rateOf(i) ** t * distance;
    return { first: at(0), last: at(n), target: at(n + j) };
  });
}

describe('one common rate of decay', () => {
  const [r, n, j] = [0.98, 50, 150];
  const rows = decays(n, j, () => r);
  const exact = geometricCoefficients(r ** n, r ** j);

  test('r = .98, n = 50, j = 150: A0 = -.5451, An = 1.5451', () => {
    expect(exact.first).toBeCloseTo(-0.5451, 4);
    expect(exact.last).toBeCloseTo(1.5451, 4);
    expect(exact.first + exact.last).toBe(1);
    expect(exact.constant).toBe(0);
  });

  test('the closed form foresees every weight to 1e-10', () => {
    expect(worstError(exact, rows)).toBeLessThan(1e-10);
  });

  test('the fit finds it, as near as its ridge of 1e-8 lets it', () => {
    const fitted = fitFarcaster(gramOf(rows));
    expect(fitted.first).toBeCloseTo(exact.first, 7);
    expect(fitted.last).toBeCloseTo(exact.last, 7);
    expect(fitted.constant).toBeCloseTo(0, 9);
    expect(worstError(fitted, rows)).toBeLessThan(5e-8);
  });

  test.each([
    [0.9, 20, 7],
    [0.999, 100, 300],
    [0.5, 4, 1],
  ])('r = %d, n = %d, j = %d', (rate, window, horizon) => {
    const some = decays(window, horizon, () => rate);
    expect(worstError(geometricCoefficients(rate ** window, rate ** horizon), some)).toBeLessThan(1e-10);
    expect(worstError(fitFarcaster(gramOf(some)), some)).toBeLessThan(1e-6);
  });
});

describe('the fit', () => {
  test('a spread of rates is foreseen better than by staying or by the line, not exactly', () => {
    const [n, j] = [30, 60];
    const rows = decays(n, j, (i) => 0.93 + 0.0003 * i);
    const error = (c: Coefficients): number =>
      rows.reduce((sum, row) => sum + (forecast(c, row) - row.target) ** 2, 0);
    const fitted = error(fitFarcaster(gramOf(rows)));
    expect(fitted).toBeGreaterThan(1e-3);
    expect(fitted).toBeLessThan(0.5 * error(stay));
    expect(fitted).toBeLessThan(0.1 * error(endpointLine(j, n)));
  });

  test('no other coefficients do better', () => {
    const rows = decays(30, 60, (i) => 0.93 + 0.0003 * i);
    const error = (c: Coefficients): number =>
      rows.reduce((sum, row) => sum + (forecast(c, row) - row.target) ** 2, 0);
    const fitted = fitFarcaster(gramOf(rows));
    for (const key of ['first', 'last', 'constant'] as const)
      for (const step of [-1e-3, 1e-3])
        expect(error({ ...fitted, [key]: fitted[key] + step })).toBeGreaterThan(error(fitted));
  });

  test('weights on a straight line give the endpoint line', () => {
    const random = randomStream(3, 'data');
    const rows = Array.from({ length: 50 }, () => {
      const [start, slope] = [random.normal(), random.normal()];
      return { first: start, last: start + 20 * slope, target: start + 30 * slope };
    });
    const fitted = fitFarcaster(gramOf(rows));
    expect(fitted.first).toBeCloseTo(endpointLine(10, 20).first, 6);
    expect(fitted.last).toBeCloseTo(endpointLine(10, 20).last, 6);
    expect(fitted.constant).toBeCloseTo(0, 6);
  });

  test('an affine law with all three terms is found', () => {
    const random = randomStream(4, 'data');
    const law = { first: 0.3, last: 0.9, constant: -0.2 };
    const rows = Array.from({ length: 50 }, () => {
      const ends = { first: random.normal(), last: random.normal() };
      return { ...ends, target: forecast(law, { ...ends, target: 0 }) };
    });
    const fitted = fitFarcaster(gramOf(rows));
    for (const key of ['first', 'last', 'constant'] as const) expect(fitted[key]).toBeCloseTo(law[key], 6);
  });

  test('weights that do not move stay', () => {
    const rows = [0.3, -0.7, 1.1].map((w) => ({ first: w, last: w, target: w }));
    expect(fitFarcaster(gramOf(rows))).toEqual(stay);
  });

  test.each([NaN, Infinity, -Infinity])('sums with %d stay', (bad) => {
    for (const at of [0, 1, 6, 3, 11]) {
      const gram = gramOf(decays(20, 20, () => 0.9));
      gram[at] = bad;
      expect(fitFarcaster(gram)).toEqual(stay);
    }
  });

  test('no sums at all stay', () => {
    expect(fitFarcaster(new Float64Array(16))).toEqual(stay);
  });
});

test('the endpoint line goes on as fast as the window went on the whole', () => {
  expect(endpointLine(10, 20)).toEqual({ first: -0.5, last: 1.5, constant: 0 });
  expect(forecast(endpointLine(40, 20), { first: 1, last: 2, target: NaN })).toBe(4);
});

test('staying is the last weight', () => {
  expect(forecast(stay, { first: 5, last: 0.3, target: NaN })).toBe(0.3);
});
