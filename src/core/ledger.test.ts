import { describe, expect, test } from 'vitest';
import { jumpCost, ledgerOf } from './ledger.ts';

describe('the cost of a considered jump', () => {
  test.each([
    // Nine guard passes of 128, a fit of 6 + 3 x 8 and eight forecasts of 2, over 3 x 256.
    [{ batch: 256, guard: 128, passes: 9, multiplies: 46 }, (9 * 128 + 30 + 16) / 768],
    // Two passes of 1000, a fit of 9 and a forecast of 2, over 3 x 64.
    [{ batch: 64, guard: 1000, passes: 2, multiplies: 11 }, 2011 / 192],
    // Nothing to try: staying is looked at, and the features' six products were taken.
    [{ batch: 1, guard: 3, passes: 1, multiplies: 6 }, 3],
  ])('%o', (jump, cost) => {
    expect(jumpCost(jump)).toBeCloseTo(cost, 12);
  });

  test('the default jump costs 1.56 steps', () => {
    expect(jumpCost({ batch: 256, guard: 128, passes: 9, multiplies: 46 })).toBeCloseTo(1.55989583, 8);
  });
});

describe('the ledger', () => {
  test('without jumps is the step', () => {
    expect([...ledgerOf(4, [])]).toEqual([1, 2, 3, 4]);
    expect([...ledgerOf(0, [])]).toEqual([]);
  });

  test('every jump is charged once, from its step on', () => {
    const jumps = [
      { step: 2, cost: 1.5 },
      { step: 4, cost: 0.5 },
      { step: 4, cost: 0.25 },
    ];
    expect([...ledgerOf(5, jumps)]).toEqual([1, 3.5, 4.5, 6.25, 7.25]);
  });

  test('jumps that have not been reached cost nothing yet', () => {
    expect([...ledgerOf(2, [{ step: 3, cost: 9 }])]).toEqual([1, 2]);
  });

  test('rises by at least 1 a step', () => {
    const ledger = ledgerOf(
      100,
      Array.from({ length: 9 }, (_, i) => ({ step: 11 * i, cost: i / 7 })),
    );
    for (let i = 1; i < ledger.length; i += 1) expect(ledger[i]! - ledger[i - 1]!).toBeGreaterThan(0.999);
  });
});
