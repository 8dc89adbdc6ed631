import { describe, expect, test } from 'vitest';
import type { PairRows } from '../basis.ts';
import { scalarTerms } from './scalar.ts';
import { gramOf } from '../testing/trajectories.ts';

/** Pairs from (d, w_0, y - w_n). */
const pairsFrom = (rows: readonly (readonly [d: number, first: number, move: number])[]): PairRows => ({
  columns: 2,
  rows: rows.length,
  horizons: 1,
  features: Float64Array.from(rows.flatMap(([d, first]) => [first, first + d])),
  targets: Float64Array.from(rows, ([d, first, move]) => first + d + move),
});

describe('the fitted scalar', () => {
  test('is <d, y - w_n> / <d, d>', () => {
    // (2 * 1 + 1 * 3 + -1 * 0.5) / (4 + 1 + 1) = 0.75
    const pairs = pairsFrom([
      [2, 5, 1],
      [1, -3, 3],
      [-1, 0.25, 0.5],
    ]);
    expect([...scalarTerms(gramOf(pairs))]).toEqual([-0.75, 1.75, 0]);
  });

  test('is exact if all weights continue by one fraction of their displacement', () => {
    const pairs = pairsFrom([0.3, -1.2, 4, 0.01].map((d, i) => [d, i - 2, 0.4 * d] as const));
    expect(scalarTerms(gramOf(pairs))[1]).toBeCloseTo(1.4, 12);
  });

  test('is persistence if nothing moved, and if sums are not finite', () => {
    expect([...scalarTerms(gramOf(pairsFrom([[0, 1, 1]])))]).toEqual([0, 1, 0]);
    expect([...scalarTerms(gramOf(pairsFrom([[NaN, 1, 1]])))]).toEqual([0, 1, 0]);
  });
});
