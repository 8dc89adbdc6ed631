import { expect, test } from 'vitest';
import { armEvidence } from './arm-evidence.ts';
import { savingOf, type Saving } from './savings.ts';

const savings = (fractions: readonly number[]): Saving[] =>
  fractions.map((fraction) => savingOf(0.1, 100 * (1 - fraction), 100));

test('the evidence of an arm: its verdict, and the estimate beside the median', () => {
  const evidence = armEvidence(savings([0.5, 0.4, 0.3, -0.02, 0.32, 0.3]), null)!;
  expect(evidence.verdict).toMatchObject({ better: 5, worse: 1, total: 6 });
  expect(evidence.hodgesLehmann!.estimate).toBeCloseTo(0.31, 12);
  expect(evidence.against).toBeNull();
});

test('a saving of nothing is neither better nor worse', () => {
  const { verdict } = armEvidence(savings([0, 0, 0.1, -0.1]), null)!;
  expect([verdict.worse, verdict.better, verdict.total]).toEqual([1, 1, 4]);
});

test('there is no estimate if a seed never reached the target, and no evidence without pairs', () => {
  const five = savings([0.1, 0.2, 0.3, 0.4, 0.5]);
  expect(armEvidence([...five, savingOf(0.1, Infinity, 100)], null)!.hodgesLehmann).toBeNull();
  expect(armEvidence([], null)).toBeNull();
  expect(armEvidence([savingOf(0.1, Infinity, Infinity)], null)).toBeNull();
});
