import { describe, expect, test } from 'vitest';
import type { Saving } from './savings.ts';
import { evidenceText, fewerText, judge, percent, shortLoss, withArticle, type Verdict } from './verdict.ts';

const savings = (fractions: readonly number[]): Saving[] =>
  fractions.map((fraction, i) => ({ target: 0.1 * (i + 1), fraction, reached: fraction > -0.4 }));

const judged = (fractions: readonly number[]): Verdict => judge(savings(fractions))!;

describe('the verdict', () => {
  test('of nothing is none', () => {
    expect(judge([])).toBeNull();
  });

  test('a gain: the interval is above 0', () => {
    const verdict = judged([0.5, 0.45, 0.52, 0.48, 0.41]);
    expect(verdict).toMatchObject({ tone: 'gain', savedFraction: 0.48, better: 5, total: 5, unreached: 0 });
    expect(verdict.low).toBeGreaterThanOrEqual(0.41);
    expect(verdict.high).toBeLessThanOrEqual(0.52);
    expect(verdict.target).toBeCloseTo(0.3, 12);
  });

  test('a loss: the interval is below 0', () => {
    expect(judged([-0.5, -0.3, -0.2, -0.6, -0.1])).toMatchObject({
      tone: 'loss',
      savedFraction: -0.3,
      better: 0,
      unreached: 2,
    });
  });

  test.each([
    ['spans it', [0.5, -0.4, 0.3, -0.2, 0.1]],
    ['ends at it', [0, 0, 0, 0.5, 0.5]],
    ['is it', [0, 0]],
  ])('neither: the interval of the median %s', (_, fractions) => {
    expect(judged(fractions).tone).toBe('none');
  });

  test('a majority of better seeds alone is no gain', () => {
    const verdict = judged([0.1, 0.2, -0.9]);
    expect(verdict).toMatchObject({ tone: 'none', savedFraction: 0.1, better: 2, total: 3 });
  });

  test.each([
    [0.2, 'gain'],
    [-0.2, 'loss'],
    [0, 'none'],
  ])('one seed speaks for itself, without an interval: %d', (fraction, tone) => {
    expect(judged([fraction])).toMatchObject({
      tone,
      savedFraction: fraction,
      low: null,
      high: null,
      total: 1,
    });
  });
});

describe('words', () => {
  test('percent has no sign', () => {
    expect([0.484, -0.484, 0, 1.5, -0.004].map(percent)).toEqual(['48 %', '48 %', '0 %', '150 %', '0 %']);
  });

  test('fewer of what was saved, more of what was not', () => {
    expect([0.484, 0, -0.03].map(fewerText)).toEqual(['48 % fewer', '0 % fewer', '3 % more']);
  });

  test('a name has its article', () => {
    expect(['random jump', 'endpoint line', 'Introspection-style network'].map(withArticle)).toEqual([
      ...['a random jump', 'an endpoint line', 'an Introspection-style network'],
    ]);
  });

  test('a loss has two digits, plain where it can be', () => {
    expect([0.01234, 1.96, 123.4, 999.9, 1000, 0.0001, 0.00009876, 0, 2.3e-7].map(shortLoss)).toEqual([
      ...['0.012', '2', '120', '1000', '1.0e+3', '0.0001', '9.9e-5', '0.0e+0', '2.3e-7'],
    ]);
  });

  test('the evidence of many seeds', () => {
    const verdict = { ...judged([0.5]), low: 0.451, high: 0.524, better: 15, total: 16 };
    expect(evidenceText({ ...verdict, unreached: 0 })).toBe('95 % CI 45 to 52 %, 15 of 16 seeds better');
    expect(evidenceText({ ...verdict, low: -0.1, unreached: 2 })).toBe(
      '95 % CI −10 to 52 %, 15 of 16 seeds better, 2 never got there',
    );
  });

  test('the evidence of one seed', () => {
    expect(evidenceText(judged([0.5]))).toBe('one seed, no interval, 1 of 1 seed better');
  });
});
