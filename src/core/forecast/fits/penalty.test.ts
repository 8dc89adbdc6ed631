import { describe, expect, test } from 'vitest';
import { closedForm } from '../rates.ts';
import { penaltyOf, roundedPenalty } from './penalty.ts';

const readings = ['size', 'worst', 'shrinking', 'rest'] as const;

describe('readings of L_grad', () => {
  test('by hand', () => {
    const distances = Float64Array.of(2, 3, 1, 5);
    expect(penaltyOf(distances, 'none', 0)).toBe(0);
    expect(penaltyOf(distances, 'size', 0)).toBeCloseTo((3 + 1 + 5) / 3, 12);
    expect(penaltyOf(distances, 'size', 2)).toBeCloseTo((1 + 0 + 3) / 3, 12);
    expect(penaltyOf(distances, 'worst', 0)).toBe(5);
    expect(penaltyOf(Float64Array.of(9, 3, 1), 'worst', 0)).toBe(3);
    expect(penaltyOf(distances, 'shrinking', 0)).toBeCloseTo((1 + 0 + 4) / 3, 12);
    expect(penaltyOf(distances, 'rest', 0)).toBe(5);
  });

  test.each(readings)('%s: 0 for any constant forecast', (reading) => {
    for (const margin of [0, 0.1]) {
      expect(penaltyOf(new Float64Array(6), reading, margin)).toBe(0);
      expect(penaltyOf(Float64Array.of(3, 0, 0, 0), reading, margin)).toBe(0);
    }
  });

  test('shrinking: 0 for the exact geometric solution, r = .98, n = 50, j = 1 .. 150', () => {
    const gains = Array.from({ length: 151 }, (_, j) => closedForm(0.98, 50, j).gain);
    // Steps are (g_{j+1} - g_j) (w_n - w_0): distances up to a factor.
    const distances = Float64Array.from({ length: 150 }, (_, j) => gains[j + 1]! - gains[j]!);
    expect(penaltyOf(distances, 'shrinking', 0)).toBe(0);
    expect(penaltyOf(distances.reverse(), 'shrinking', 0)).toBeGreaterThan(1e-5);
  });

  test('worst is size without margin where there are two horizons', () => {
    for (const distances of [Float64Array.of(1, 4), Float64Array.of(4, 1), Float64Array.of(0, 0)])
      expect(penaltyOf(distances, 'worst', 0)).toBe(penaltyOf(distances, 'size', 0));
  });

  test('one horizon has no step between forecasts', () => {
    const one = Float64Array.of(2);
    expect(readings.map((reading) => penaltyOf(one, reading, 0))).toEqual([0, 0, 0, 2]);
  });
});

describe.each(readings)('%s with corners rounded off', (reading) => {
  const distances = Float64Array.of(2, 3, 1, 2.5, 2.4);
  const rounded = (at: Float64Array, bend: number, slopes = new Float64Array(at.length)): number =>
    roundedPenalty(at, reading, 1.5, bend, slopes);

  test('comes as near as one likes', () => {
    const exact = penaltyOf(distances, reading, 1.5);
    expect(Math.abs(rounded(distances, 0.5) - exact)).toBeLessThan(0.6);
    expect(Math.abs(rounded(distances, 1e-6) - exact)).toBeLessThan(1e-5);
  });

  test('has the slopes it says', () => {
    const slopes = new Float64Array(distances.length);
    rounded(distances, 0.3, slopes);
    slopes.forEach((slope, i) => {
      const moved = (by: number): number =>
        rounded(
          distances.map((value, j) => value + (i === j ? by : 0)),
          0.3,
        );
      expect(slope).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 8);
    });
  });
});
