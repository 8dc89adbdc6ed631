import { describe, expect, test } from 'vitest';
import { compareWithAll, fewestAgainst, type Outcome } from './rivals.ts';
import { savingOf, type Saving } from './savings.ts';
import { falseClaims } from './testing/coverage.ts';

/** Savings of pairs whose control paid 100. */
const paid = (costs: readonly number[]): Saving[] => costs.map((cost) => savingOf(0.1, cost, 100));

const eight = [40, 41, 42, 43, 44, 45, 46, 47];

describe('one arm against rivals', () => {
  test('loses to what paid less in every pair, by the paired difference', () => {
    const [rival] = compareWithAll(paid(eight), [paid(eight.map((cost) => cost - 10))]);
    expect(rival).toMatchObject({ outcome: 'loses', neither: 0, p: 2 / 256 });
    expect(rival!.difference!.median).toBeCloseTo(-0.1, 12);
    expect(compareWithAll(paid(eight), [paid(eight.map((cost) => cost + 10))])[0]!.outcome).toBe('beats');
  });

  test('claims nothing of what is equal, or of fewer than six pairs', () => {
    expect(compareWithAll(paid(eight), [paid(eight)])[0]).toMatchObject({ outcome: 'unclear', p: 1 });
    const few = eight.slice(0, 5);
    expect(compareWithAll(paid(few), [paid(few.map((cost) => cost - 30))])[0]!.outcome).toBe('unclear');
  });

  test('corrects for the number of rivals', () => {
    const six = eight.slice(0, 6);
    const better = paid(six.map((cost) => cost - 10));
    expect(compareWithAll(paid(six), [better])[0]).toMatchObject({ outcome: 'loses', p: 2 / 64 });
    const two = compareWithAll(paid(six), [better, paid(six)]);
    expect(two[0]).toMatchObject({ outcome: 'unclear', p: 4 / 64 });
  });

  test.each([1, 2, 3, 4, 6, 7, 11])(
    'of %i allow a claim with that many pairs that agree, not with one fewer',
    (rivals) => {
      const outcomeOf = (pairs: number): Outcome => {
        const costs = Array.from({ length: pairs }, (_, i) => 40 + i);
        const better = paid(costs.map((cost) => cost - 10));
        const others = Array.from({ length: rivals - 1 }, () => paid(costs));
        return compareWithAll(paid(costs), [better, ...others])[0]!.outcome;
      };
      expect(outcomeOf(fewestAgainst(rivals))).toBe('loses');
      expect(outcomeOf(fewestAgainst(rivals) - 1)).toBe('unclear');
    },
  );

  test('takes both: a claim also has an interval without zero', () => {
    // Signed ranks weigh sizes: the median of these differences is 0, their p is small.
    const differences = [0, 0, 0, 0, 0, 0, 0, 30, 31, 32, 33, 34, 35, 36];
    const own = paid(differences.map(() => 80));
    const [rival] = compareWithAll(own, [paid(differences.map((difference) => 80 - difference))]);
    expect(rival!.p).toBeLessThan(0.05);
    expect(rival!.outcome).toBe('unclear');
  });

  test('only one of two arriving is a difference, neither arriving says nothing', () => {
    const never = new Array<number>(8).fill(Infinity);
    const only = compareWithAll(paid(eight), [paid(never)])[0]!;
    expect(only).toMatchObject({ outcome: 'beats', difference: { median: Infinity } });
    const neither = compareWithAll(paid(never), [paid(never)])[0]!;
    expect(neither).toEqual({ outcome: 'unclear', difference: null, p: 1, neither: 8 });
  });

  test('a seed that cannot be judged in one of them is left out', () => {
    const own = [null, ...paid([50, 60])];
    const [rival] = compareWithAll(own, [[...paid([40, 40]), null]]);
    expect(rival!.difference).toMatchObject({ count: 1, median: -0.1 });
  });

  // Two standard errors of 800 families at a share of .025 are .011.
  test.each([1, 3, 5, 9])('claims falsely in at most 5 %% of families of %d rivals, either way', (rivals) => {
    for (const never of [0, 0.3]) {
      const { beats, loses } = falseClaims(rivals, 12, 800, never);
      expect(beats).toBeLessThanOrEqual(0.05);
      expect(loses).toBeLessThanOrEqual(0.05);
      expect(beats + loses).toBeGreaterThan(0);
    }
  });
});
