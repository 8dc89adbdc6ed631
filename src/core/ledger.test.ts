import { describe, expect, test } from 'vitest';
import { networkWork } from './cost.ts';
import { inSteps, ledgerOf } from './ledger.ts';
import { mlp } from './model/mlp.ts';

test('multiply-adds count by those of a step: 272 an example for 2-8-8-2', () => {
  const step = { batch: 256, network: networkWork(mlp([2, 8, 8, 2])) };
  expect(inSteps(272 * 256, step)).toBe(1);
  expect(inSteps(96 * 128, step)).toBeCloseTo((0.5 * 96) / 272, 12);
  expect(inSteps(0, step)).toBe(0);
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
