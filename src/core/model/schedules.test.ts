import { describe, expect, test } from 'vitest';
import { scheduleFactor } from './schedules.ts';

describe('schedules', () => {
  test.each([
    ['constant', [1, 1, 1, 1, 1, 1]],
    ['step', [1, 1, 0.5, 0.25, 0.25, 0.25]],
    ['cosine', [1, 0.8535533906, 0.5, 0.1464466094, 0, 0]],
  ] as const)('%s at 0, ¼, ½, ¾, 1 and beyond', (name, factors) => {
    [0, 20, 40, 60, 80, 200].forEach((step, i) => {
      expect(scheduleFactor({ name, steps: 80 }, step)).toBeCloseTo(factors[i]!, 9);
    });
  });

  test('halving happens at the half and the three quarters, not before', () => {
    const at = (step: number): number => scheduleFactor({ name: 'step', steps: 80 }, step);
    expect([at(39), at(40), at(59), at(60)]).toEqual([1, 0.5, 0.5, 0.25]);
  });

  test('cosine never rises', () => {
    const factors = Array.from({ length: 101 }, (_, step) =>
      scheduleFactor({ name: 'cosine', steps: 100 }, step),
    );
    for (let i = 1; i < factors.length; i += 1) expect(factors[i]).toBeLessThan(factors[i - 1]!);
  });
});
