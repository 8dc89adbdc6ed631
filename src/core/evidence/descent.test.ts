import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ledgerOf } from '../ledger.ts';
import { costAfter, extendLowest, firstAtOrBelow, lastWithin, type Descent } from './descent.ts';

const descent = (lowest: readonly number[], cost = (step: number): number => step): Descent => ({
  lowest,
  known: lowest.length,
  cost,
  complete: true,
});

describe('the lowest loss so far', () => {
  test('never rises, skips values that are not finite, and continues where it ended', () => {
    const loss = [NaN, 5, 6, 3, NaN, 4, Infinity, 2];
    const lowest = new Float32Array(loss.length);
    extendLowest(lowest, 0, 3, (step) => loss[step]!);
    extendLowest(lowest, 3, 8, (step) => loss[step]!);
    expect([...lowest]).toEqual([Infinity, 5, 5, 3, 3, 3, 3, 2]);
  });
});

describe('the first step at or below a target', () => {
  test('by hand', () => {
    const down = descent([9, 7, 7, 4, 4, 4, 1]);
    expect([10, 9, 8, 7, 4, 3.9, 1, 0.9].map((target) => firstAtOrBelow(down, target))).toEqual([
      0, 0, 1, 1, 3, 6, 6, -1,
    ]);
    expect(firstAtOrBelow(descent([]), 1)).toBe(-1);
    expect(firstAtOrBelow(descent([Infinity, Infinity]), 1)).toBe(-1);
  });

  test('looks no further than what is known', () => {
    expect(firstAtOrBelow({ ...descent([9, 7, 0]), known: 2 }, 1)).toBe(-1);
  });

  test('is what a search from the start finds', () => {
    const losses = fc.array(fc.float({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(losses, fc.float({ min: 0, max: 10, noNaN: true }), (loss, target) => {
        const lowest = new Float32Array(loss.length);
        extendLowest(lowest, 0, loss.length, (step) => loss[step]!);
        expect(firstAtOrBelow(descent([...lowest]), target)).toBe(loss.findIndex((value) => value <= target));
      }),
    );
  });
});

describe('cost', () => {
  const jumps = [
    { step: 2, cost: 0.5 },
    { step: 2, cost: 0.25 },
    { step: 5, cost: 1 },
  ];

  test('is charged from the step of the jump on', () => {
    expect([0, 1, 2, 4, 5, 9].map(costAfter(jumps))).toEqual([0, 1, 2.75, 4.75, 6.75, 10.75]);
  });

  test('is that of the ledger', () => {
    const ledger = ledgerOf(12, jumps);
    const cost = costAfter(jumps);
    expect(Array.from(ledger, (_, i) => cost(i + 1))).toEqual([...ledger]);
  });

  test('the last step within a budget', () => {
    const paid = descent(new Array<number>(10).fill(1), costAfter(jumps));
    expect([0, 2.74, 2.75, 6.74, 6.75, 9, 10.75, 99].map((budget) => lastWithin(paid, budget))).toEqual([
      0, 1, 2, 4, 5, 7, 9, 9,
    ]);
    expect(lastWithin(paid, -1)).toBe(-1);
  });
});
