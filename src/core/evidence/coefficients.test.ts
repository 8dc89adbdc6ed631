import { describe, expect, test } from 'vitest';
import { coefficientsOf, rateOfGains } from './coefficients.ts';

/** (r^n - r^(n+j)) / (1 - r^n), by plain multiplication. */
function gainOf(rate: number, window: number, horizon: number): number {
  let atWindow = 1;
  for (let i = 0; i < window; i += 1) atWindow *= rate;
  let atHorizon = atWindow;
  for (let i = 0; i < horizon; i += 1) atHorizon *= rate;
  return (atWindow - atHorizon) / (1 - atWindow);
}

describe('coefficients', () => {
  test('of the closed form give its rate back: r = .98, n = 50', () => {
    const horizons = [50, 100, 150];
    const values = horizons.flatMap((j) => [-gainOf(0.98, 50, j), 1 + gainOf(0.98, 50, j), 0]);
    const { rows, rate } = coefficientsOf(values, horizons, 50)!;
    expect(rate).toBeCloseTo(0.98, 9);
    const last = rows.at(-1)!;
    expect(last.inputs[0]).toBeCloseTo(-0.5451, 4);
    expect(last.inputs[1]).toBeCloseTo(1.5451, 4);
    expect(last.sum).toBeCloseTo(1, 12);
    expect(last.gain).toBeCloseTo(0.5451, 4);
    expect(last.closed!.first).toBeCloseTo(last.inputs[0]!, 9);
    expect(last.closed!.last).toBeCloseTo(last.inputs[1]!, 9);
  });

  test('of more inputs: first, last, sum and constant by place', () => {
    const [row] = coefficientsOf([0.1, 0.2, 0.9, 0.03], [10], 20)!.rows;
    expect(row!.inputs).toEqual([0.1, 0.2, 0.9]);
    expect(row!.constant).toBe(0.03);
    expect(row!.sum).toBeCloseTo(1.2, 12);
    expect(row!.gain).toBeCloseTo(-0.1, 12);
  });

  test('of another forecast are none', () => {
    expect(coefficientsOf([NaN, NaN, NaN], [10], 20)).toBeNull();
  });

  test('a forecast that goes back, or out faster than a line, has no rate of decay', () => {
    expect(rateOfGains([-0.1], [10], 20)).toBeNull();
    expect(rateOfGains([0.51], [10], 20)).toBeNull();
    expect(rateOfGains([0.49], [10], 20)).toBeGreaterThan(0.99);
    expect(coefficientsOf([-0.51, 1.51, 0], [10], 20)).toMatchObject({
      rate: null,
      rows: [{ closed: null }],
    });
  });
});
