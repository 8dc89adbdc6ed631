import { describe, expect, test } from 'vitest';
import { randomStream } from '../rng.ts';
import { hodgesLehmann, holm, signedRankP } from './signed-rank.ts';
import { coverageOf, distributions } from './testing/coverage.ts';

/** All sign patterns, one by one. */
function pByEnumeration(differences: readonly number[]): number {
  const told = differences.filter((value) => value !== 0);
  const sizes = told.map(Math.abs);
  const ranks = sizes.map(
    (size) =>
      sizes.filter((other) => other < size).length + (sizes.filter((other) => other === size).length + 1) / 2,
  );
  const observed = ranks.reduce((sum, rank, i) => sum + (told[i]! > 0 ? rank : 0), 0);
  let [below, above] = [0, 0];
  for (let pattern = 0; pattern < 2 ** told.length; pattern += 1) {
    const sum = ranks.reduce((total, rank, i) => total + ((pattern >> i) & 1 ? rank : 0), 0);
    if (sum <= observed) below += 1;
    if (sum >= observed) above += 1;
  }
  return Math.min(1, (2 * Math.min(below, above)) / 2 ** told.length);
}

describe('the signed-rank test', () => {
  test.each([
    [[1, 2, 3, 4, 5, 6], 2 / 64],
    [[-1, -2, -3, -4, -5, -6], 2 / 64],
    [[-1, 2, 3, 4, 5, 6], 4 / 64],
    [[1], 1],
    [[0, 0, 0], 1],
    [[], 1],
  ])('of %o has p = %d', (differences, p) => {
    expect(signedRankP(differences)).toBeCloseTo(p, 12);
  });

  test('is exact with ties, zeros and pairs of which only one arrived', () => {
    const random = randomStream(1, 'data');
    for (let trial = 0; trial < 60; trial += 1) {
      const differences = Array.from({ length: 3 + random.below(8) }, () => {
        const value = Math.round(3 * random.normal());
        return Math.abs(value) > 4 ? Math.sign(value) * Infinity : value;
      });
      expect(signedRankP(differences)).toBeCloseTo(pByEnumeration(differences), 10);
    }
  });

  test('takes 64 pairs', () => {
    const differences = Array.from({ length: 64 }, (_, i) => i + 1);
    expect(signedRankP(differences)).toBeCloseTo(2 ** -63, 25);
  });
});

describe('Hodges and Lehmann', () => {
  test('of 1..6: the range, at 96.9 %', () => {
    expect(hodgesLehmann([1, 2, 3, 4, 5, 6])).toEqual({ estimate: 3.5, low: 1, high: 6 });
  });

  test('holds just those shifts that the test does not refuse', () => {
    const values = [1.1, 2.3, 0.4, 5.6, 3.2, 4.15, 2.8, 0.9, 6.4, 3.7];
    const { estimate, low, high } = hodgesLehmann(values)!;
    const p = (shift: number): number => signedRankP(values.map((value) => value - shift));
    for (const inside of [low + 1e-6, estimate, high - 1e-6]) expect(p(inside)).toBeGreaterThan(0.05);
    for (const outside of [low - 1e-6, high + 1e-6]) expect(p(outside)).toBeLessThanOrEqual(0.05);
  });

  test.each([6, 8, 12])(
    'has an interval that covers the centre of %d normal values about 95 times in 100',
    (n) => {
      const covered = coverageOf(hodgesLehmann, distributions[0]!, n, 1500);
      expect(covered).toBeGreaterThan(0.93);
      expect(covered).toBeLessThan(0.985);
    },
  );

  test('by hand: the fourth mean from either end of eight values', () => {
    // Of 256 sign patterns 5 have a sum of ranks of at most 3 (.0195), 7 of at most 4 (.0273).
    const { low, high } = hodgesLehmann([0, 1, 3, 7, 15, 31, 63, 127])!;
    // Means from below 0 .5 1 1.5; from above 127 95 79 71.
    expect([low, high]).toEqual([1.5, 71]);
    // Of six values, the outermost.
    expect(hodgesLehmann([1, 2, 4, 8, 16, 32])).toMatchObject({ low: 1, high: 32 });
  });

  test('is not given below six values, or where one never arrived', () => {
    expect(hodgesLehmann([1, 2, 3, 4, 5])).toBeNull();
    expect(hodgesLehmann([1, 2, 3, 4, 5, -Infinity])).toBeNull();
  });
});

describe('Holm', () => {
  test('by hand', () => {
    // Sorted .005 .01 .03 .04: x4 .02, x3 .03, x2 .06, then never less than that.
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
    expect(holm([0.02])).toEqual([0.02]);
    expect(holm([])).toEqual([]);
  });
});
