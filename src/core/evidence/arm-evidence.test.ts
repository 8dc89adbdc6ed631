import { describe, expect, test } from 'vitest';
import { armEvidence } from './arm-evidence.ts';
import type { Saving } from './savings.ts';

const savings = (fractions: readonly number[]): Saving[] =>
  fractions.map((fraction) => ({ target: 0.1, fraction, reached: true }));

describe('the evidence of an arm', () => {
  test('by hand: mean .3, deviation .2, one of five worse', () => {
    // Differences to the mean: .2 .1 0 -.3 0; squares sum to .14; /4 = .035
    const evidence = armEvidence(savings([0.5, 0.4, 0.3, -0.02, 0.32]))!;
    expect(evidence.mean).toBeCloseTo(0.3, 12);
    expect(evidence.deviation).toBeCloseTo(Math.sqrt((0.04 + 0.01 + 0 + 0.1024 + 0.0004) / 4), 12);
    expect(evidence.effect).toBeCloseTo(evidence.mean / evidence.deviation!, 12);
    expect(evidence.worse).toBe(1);
    expect(evidence.verdict).toMatchObject({ savedFraction: 0.32, better: 4, total: 5 });
  });

  test('a saving of nothing is neither better nor worse', () => {
    const { worse, verdict } = armEvidence(savings([0, 0, 0.1, -0.1]))!;
    expect([worse, verdict.better, verdict.total]).toEqual([1, 1, 4]);
  });

  test('counts the seeds still to come, from those there are', () => {
    // Deviation sqrt(2) x .05 = .0707: ± .05 takes 11 seeds (2.228 x .0707 / sqrt 11 = .0475), 10 would leave .0506.
    const { precisions } = armEvidence(savings([0.25, 0.35]))!;
    expect(precisions.map(({ halfWidth }) => halfWidth)).toEqual([0.01, 0.02, 0.05]);
    expect(precisions.at(-1)).toEqual({ halfWidth: 0.05, needed: 11, missing: 9 });
    // Normal: (1.96 x .0707 / .01)^2 = 192.08
    expect(precisions[0]).toEqual({ halfWidth: 0.01, needed: 193, missing: 191 });
  });

  test('has nothing left to come where it is reached', () => {
    const { precisions, effect } = armEvidence(savings([0.3, 0.3, 0.3]))!;
    expect(precisions.map(({ missing }) => missing)).toEqual([0, 0, 0]);
    // No spread, no scale: d_z is not a number to quote.
    expect(effect).toBeNull();
  });

  test('of one seed has no spread; of none is nothing', () => {
    expect(armEvidence(savings([0.3]))).toMatchObject({
      mean: 0.3,
      deviation: null,
      effect: null,
      precisions: [{ needed: null, missing: null }, {}, {}],
    });
    expect(armEvidence([])).toBeNull();
  });
});
