import { describe, expect, test } from 'vitest';
import { savingOf, type Saving } from './savings.ts';
import {
  endsText,
  evidenceText,
  judge,
  levelText,
  percent,
  pointsText,
  shortLoss,
  signedPercent,
  withArticle,
  type Verdict,
} from './verdict.ts';

/** Pairs whose control paid 100; -Infinity: the replica with jumps never reached the target. */
const savings = (fractions: readonly number[]): Saving[] =>
  fractions.map((fraction, i) => savingOf(0.1 * (i + 1), 100 * (1 - fraction), 100));

const judged = (fractions: readonly number[]): Verdict => judge(savings(fractions))!;

describe('the verdict', () => {
  test('is null without pairs, and for pairs in which neither reached the target', () => {
    expect(judge([])).toBeNull();
    expect(judge([savingOf(0.1, Infinity, Infinity)])).toBeNull();
  });

  test('a gain: the interval is above 0', () => {
    const verdict = judged([0.5, 0.45, 0.52, 0.48, 0.41, 0.47]);
    expect(verdict).toMatchObject({ tone: 'gain', better: 6, worse: 0, total: 6, unreached: 0, level: 0.95 });
    expect(verdict.savedFraction).toBeCloseTo(0.475, 12);
    expect(verdict.low).toBeGreaterThan(0.41);
    expect(verdict.high).toBeLessThan(0.52);
    expect(verdict.target).toBeCloseTo(0.35, 12);
  });

  test('a loss: the interval is below 0', () => {
    expect(judged([-0.5, -0.3, -0.2, -0.6, -0.1, -0.4])).toMatchObject({ tone: 'loss', better: 0, worse: 6 });
  });

  test('a replica that never reached the target has no number and ranks last', () => {
    const never = -Infinity;
    expect(judged([never, never, never, never, 0.5, 0.5, 0.5])).toMatchObject({
      savedFraction: -Infinity,
      low: -Infinity,
      unreached: 4,
      tone: 'none',
    });
    expect(judged([never, never, 0.1, 0.2, 0.3, 0.4, 0.5]).savedFraction).toBeCloseTo(0.2, 12);
    expect(judged(new Array<number>(8).fill(never))).toMatchObject({ tone: 'loss', unreached: 8 });
  });

  test('if only the replica with jumps reached the target, it is better', () => {
    const verdict = judge([savingOf(0.1, 50, Infinity), savingOf(0.1, 50, 100)])!;
    expect(verdict).toMatchObject({ better: 2, total: 2, high: Infinity });
  });

  test.each([
    ['spans it', [0.5, -0.4, 0.3, -0.2, 0.1, -0.1]],
    ['ends at it', [0, 0, 0, 0, 0, 0.5, 0.5]],
    ['is it', [0, 0, 0, 0, 0, 0]],
  ])('neither: the interval of the median %s', (_, fractions) => {
    expect(judged(fractions).tone).toBe('none');
  });

  test.each([1, 2, 3, 4, 5])('%d seeds claim nothing, in either direction', (count) => {
    for (const fraction of [0.5, -0.5]) {
      const verdict = judged(Array.from({ length: count }, (_, i) => fraction + i / 100));
      expect(verdict.tone).toBe('none');
      expect(verdict.level).toBe(count === 1 ? null : 1 - 2 ** (1 - count));
    }
  });

  test('counts the pairs that paid the very same: they cross at one jump', () => {
    expect(judged([0.5, 0.5, 0.5, 0.4, -Infinity, -Infinity]).together).toBe(3);
  });
});

describe('words', () => {
  test('percent has no sign', () => {
    expect([0.484, -0.484, 0, 1.5, -0.004].map(percent)).toEqual(['48 %', '48 %', '0 %', '150 %', '0 %']);
  });

  test('a saving has a true minus sign, and none of nothing', () => {
    expect([0.484, 0, -0.03, -0.001].map(signedPercent)).toEqual(['48 %', '0 %', '−3 %', '0 %']);
  });

  test('an interval has a decimal where it is narrow, and says what never was', () => {
    expect(endsText(0.451, 0.524)).toBe('45 to 52');
    expect(endsText(-0.101, 0.2)).toBe('−10 to 20');
    expect(endsText(0.5, 0.5)).toBe('50');
    expect(endsText(0.5, 0.504)).toBe('50.0 to 50.4');
    expect(endsText(-0.0001, 0.0001)).toBe('0.0');
    expect(endsText(-Infinity, 0.3)).toBe('never to 30');
    // Just as many pairs as needed in which the control never reached the target.
    expect(endsText(0.3, Infinity)).toBe('at least 30');
    expect(endsText(Infinity, Infinity)).toBe('control never');
    // An end that is not zero must not be printed as zero: a claim may depend on it.
    expect(endsText(0.002, 0.214)).toBe('0.2 to 21.4');
    expect(endsText(0, 0.214)).toBe('0 to 21');
    expect([0.004, 0.084, 0, -0.002].map(pointsText)).toEqual(['0.4', '8', '0', '−0.2']);
  });

  test('a range of few seeds is called that, with its true level', () => {
    expect(levelText(0.875, 4)).toBe('range of 4 seeds, level 87.5 %');
    expect(levelText(0.95, 6)).toBe('95 % CI');
  });

  test('a name has its article', () => {
    expect(['random jump', 'endpoint line', 'Introspection-style network'].map(withArticle)).toEqual([
      ...['a random jump', 'an endpoint line', 'an Introspection-style network'],
    ]);
  });

  test('a loss has two digits, plain where it can be', () => {
    expect([0.01234, 1.96, 123.4, 999.9, 1000, 0.0001, 0.00009876, 0, 2.3e-7].map(shortLoss)).toEqual([
      ...['0.012', '2', '120', '1000', '1.0e+3', '0.0001', '9.9e-5', '0', '2.3e-7'],
    ]);
  });

  test('the evidence of many seeds', () => {
    const verdict = { ...judged([0.5]), low: 0.451, high: 0.524, level: 0.95, better: 15, total: 16 };
    expect(evidenceText(verdict, 16)).toBe('95 % CI 45 to 52 %, better in 15 of 16 seeds');
    expect(evidenceText({ ...verdict, low: -0.1, unreached: 2 }, 18)).toBe(
      '95 % CI −10 to 52 %, better in 15 of 16 seeds, 2 never reached it, 2 of 18 could not be judged',
    );
    expect(evidenceText({ ...verdict, high: Infinity, controlUnreached: 3 }, 16)).toBe(
      '95 % CI at least 45 %, better in 15 of 16 seeds, 3 controls never reached it',
    );
  });

  test('has one orientation: of what cost more, the interval is of that', () => {
    const verdict = { ...judged([-0.5, -0.3, -0.2, -0.6, -0.1, -0.4]), low: -0.45, high: -0.34 };
    expect(evidenceText(verdict, 6)).toBe('95 % CI 34 to 45 % more, better in 0 of 6 seeds');
    expect(evidenceText({ ...verdict, low: -Infinity }, 6)).toMatch(/^95 % CI 34 % more to never,/);
  });

  test('the evidence of few seeds', () => {
    expect(evidenceText(judged([0.5]), 1)).toBe('better in 1 of 1 seed');
    expect(evidenceText(judged([0.5, 0.4]), 2)).toBe(
      'range of 2 seeds 40 to 50 %, level 50 %, better in 2 of 2 seeds',
    );
  });
});
