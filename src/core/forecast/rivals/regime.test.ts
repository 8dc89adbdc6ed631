import { describe, expect, test } from 'vitest';
import { ninoHorizons } from './nino.ts';
import { activationCosine, regimeOf, stableConfirmed } from './regime.ts';

describe('regimes', () => {
  test('by the thresholds .999489 and .996270', () => {
    expect([1, 0.9995, 0.999489].map(regimeOf)).toEqual(['stable', 'stable', 'stable']);
    expect([0.999488, 0.998, 0.996271].map(regimeOf)).toEqual(['transition', 'transition', 'transition']);
    expect([0.99627, 0.5, -1, NaN].map(regimeOf)).toEqual(['chaotic', 'chaotic', 'chaotic', 'chaotic']);
  });

  test('the mean over probes of their cosines', () => {
    // Two probes of two units: one turned by 60 degrees and stretched, one not at all.
    const then = Float32Array.of(1, 0, 3, 4);
    const now = Float32Array.of(1, Math.sqrt(3), 6, 8);
    expect(activationCosine(then, now, 2)).toBeCloseTo((0.5 + 1) / 2, 6);
    expect(activationCosine(then, then, 2)).toBeCloseTo(1, 12);
  });

  test('probes that are silent have not moved, those that fell silent have', () => {
    expect(activationCosine(Float32Array.of(0, 0), Float32Array.of(0, 0), 2)).toBe(1);
    expect(activationCosine(Float32Array.of(0, 0, 1, 1), Float32Array.of(1, 0, 1, 1), 2)).toBeCloseTo(
      0.5,
      12,
    );
    expect(activationCosine(Float32Array.of(1, NaN), Float32Array.of(1, 0), 2)).toBeNaN();
  });

  test('two stable checks in a row confirm', () => {
    expect(stableConfirmed([])).toBe(false);
    expect(stableConfirmed(['stable'])).toBe(false);
    expect(stableConfirmed(['stable', 'stable'])).toBe(true);
    expect(stableConfirmed(['stable', 'stable', 'transition'])).toBe(false);
    expect(stableConfirmed(['chaotic', 'stable', 'transition', 'stable'])).toBe(false);
    expect(stableConfirmed(['chaotic', 'transition', 'stable', 'stable'])).toBe(true);
  });
});

test("NiNo's horizons: 10,000 and 15,000 steps as published", () => {
  expect(ninoHorizons(10000)).toEqual([40, 33, 26, 21, 16, 11, 8, 5, 3, 1]);
  expect(ninoHorizons(15999)).toEqual([40, 35, 31, 27, 23, 20, 16, 13, 11, 8, 6, 5, 3, 2, 1]);
  expect(ninoHorizons(1000)).toEqual([40]);
  expect(ninoHorizons(999)).toEqual([]);
  expect(ninoHorizons(30, 10, 9)).toEqual([9, 4, 1]);
});
