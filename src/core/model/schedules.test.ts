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

  test.each(['constant', 'step', 'cosine'] as const)(
    '%s with warm-up: rises to 1, then is what it would be over the rest of the budget',
    (name) => {
      const at = (step: number): number => scheduleFactor({ name, steps: 50, warmup: 10 }, step);
      expect([0, 1, 4, 9].map(at)).toEqual([0.1, 0.2, 0.5, 1]);
      for (let step = 10; step < 60; step += 1)
        expect(at(step)).toBe(scheduleFactor({ name, steps: 40 }, step - 10));
      expect(scheduleFactor({ name, steps: 50, warmup: 0 }, 17)).toBe(
        scheduleFactor({ name, steps: 50 }, 17),
      );
    },
  );

  test('warm-up as long as the budget, or longer, is all of it', () => {
    const at = (warmup: number, step: number): number =>
      scheduleFactor({ name: 'cosine', steps: 20, warmup }, step);
    expect([at(20, 0), at(20, 19), at(20, 20), at(20, 30)]).toEqual([0.05, 1, 1, 0]);
    expect([at(40, 19), at(40, 39), at(40, 90)]).toEqual([0.5, 1, 0]);
  });

  test('a change of the rate multiplies warm-up too', () => {
    const change = { step: 2, factor: 3 };
    const at = (step: number): number =>
      scheduleFactor({ name: 'constant', steps: 20, warmup: 4, change }, step);
    expect([0, 1, 2, 3, 4].map(at)).toEqual([0.25, 0.5, 2.25, 3, 3]);
  });

  test('cosine never rises', () => {
    const factors = Array.from({ length: 101 }, (_, step) =>
      scheduleFactor({ name: 'cosine', steps: 100 }, step),
    );
    for (let i = 1; i < factors.length; i += 1) expect(factors[i]).toBeLessThan(factors[i - 1]!);
  });
});
