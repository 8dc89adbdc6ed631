import { describe, expect, test } from 'vitest';
import { costAfter } from './descent.ts';
import { equalCost, type EqualCostPair } from './equal-cost.ts';

/** A pair of losses after steps 0.., in which the replica with jumps pays `extra` after step 1. */
function pair(control: readonly number[], treated: readonly number[], extra = 0): EqualCostPair {
  const one = (loss: readonly number[], cost: (step: number) => number): EqualCostPair['control'] => ({
    lowest: loss,
    known: loss.length,
    cost,
    complete: true,
  });
  return {
    control: one(control, costAfter([])),
    treated: one(treated, costAfter([{ step: 1, cost: extra }])),
    controlLoss: (step) => control[step]!,
    treatedLoss: (step) => treated[step]!,
  };
}

describe('equal cost', () => {
  test('compares with the last step that the control’s cost pays for', () => {
    // The control paid 4; with 1.5 extra that pays for step 2 (3.5), not 3 (4.5).
    const result = equalCost([pair([9, 9, 9, 9, 1], [9, 9, 0.1, 0.01, 0.001], 1.5)])!;
    expect(result).toMatchObject({ cost: 4, steps: 2, better: 1, stopped: 0 });
    expect(result.loss).toBeCloseTo(0.1, 12);
    expect(result.controlLoss).toBeCloseTo(1, 12);
    expect(result.difference.median).toBeCloseTo(-1, 12);
    expect(result.difference.low).toBeNull();
  });

  test('takes a step of exactly equal cost, and none that costs more', () => {
    // With 1 extra, step 3 costs the control's 4.
    expect(equalCost([pair([9, 9, 9, 9, 1], [9, 9, 8, 7, 6], 1)])).toMatchObject({ steps: 3, loss: 7 });
    expect(equalCost([pair([9, 9, 9, 9, 1], [9, 9, 8, 7, 6], 1.01)])).toMatchObject({ steps: 2, loss: 8 });
  });

  test('counts no pair of equal losses as better', () => {
    expect(equalCost([pair([1, 1], [1, 1]), pair([1, 2], [1, 1])])).toMatchObject({ better: 1 });
  });

  test('pairs by seed, in powers of ten', () => {
    // Differences -1 and +1, then -1 and -3: medians 0 and -2, quarters half-way to the ends.
    const even = equalCost([pair([1, 1], [1, 0.1]), pair([1, 0.1], [1, 1])])!;
    expect(even.difference.median).toBeCloseTo(0, 12);
    expect(even.difference.high).toBeCloseTo(0.5, 12);
    expect(even.better).toBe(1);
    const lower = equalCost([pair([1, 1], [1, 0.1]), pair([1, 1], [1, 0.001])])!;
    expect(lower.difference.median).toBeCloseTo(-2, 12);
    expect(lower.loss).toBeCloseTo(0.0505, 12);
  });

  test('leaves out and counts pairs of which one has stopped', () => {
    const result = equalCost([pair([1, 1], [1, 0.1]), pair([1, 1], [1, NaN])])!;
    expect(result).toMatchObject({ stopped: 1, difference: { count: 1 } });
    expect(equalCost([pair([1, 1], [1, NaN])])).toBeNull();
    expect(equalCost([])).toBeNull();
  });

  test('ranks a loss of 0 as the lowest, and counts it', () => {
    const half = equalCost([pair([1, 1], [1, 0]), pair([1, 1], [1, 0]), pair([1, 0.1], [1, 1])])!;
    expect(half).toMatchObject({ loss: 0, zero: 2, controlZero: 0, better: 2, stopped: 0 });
    expect(half.difference).toMatchObject({ median: -Infinity, count: 3 });
    const both = equalCost([pair([1, 0], [1, 0])])!;
    expect(both).toMatchObject({ zero: 1, controlZero: 1, better: 0, difference: { median: 0 } });
    expect(equalCost([pair([1, 0], [1, 1])])!.difference.median).toBe(Infinity);
  });
});
