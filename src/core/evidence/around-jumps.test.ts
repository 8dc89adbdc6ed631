import { describe, expect, test } from 'vitest';
import { AroundJumps } from './around-jumps.ts';

/** Adds a jump whose differences at `from`.. are given. */
const add = (sums: AroundJumps, pair: number, from: number, values: readonly number[], width = 1): void =>
  sums.add(pair, from, from + values.length - 1, width, (offset) => values[offset - from]!);

describe('the mean around jumps', () => {
  test('of one jump is its differences less the one just before', () => {
    const sums = new AroundJumps(1, 3, 2);
    add(sums, 0, -3, [4, 5, 2, 7, 1, 2]);
    expect(sums.rows()).toEqual(
      [2, 3, 0, 5, -1, 0].map((mean, i) => ({
        offset: i - 3,
        mean,
        low: null,
        high: null,
        jumps: 1,
        seeds: 1,
      })),
    );
  });

  test('averages within a seed before it averages over seeds', () => {
    const sums = new AroundJumps(2, 1, 0);
    for (const spike of [1, 1, 1]) add(sums, 0, -1, [0, spike]);
    add(sums, 1, -1, [0, 3]);
    const [, after] = sums.rows();
    // (1 + 3) / 2, not (1 + 1 + 1 + 3) / 4; half-width 12.706 x half their difference
    expect(after).toMatchObject({ offset: 0, mean: 2, jumps: 4, seeds: 2 });
    expect(after!.low).toBeCloseTo(2 - 12.706, 9);
    expect(after!.high).toBeCloseTo(2 + 12.706, 9);
    expect(sums.jumps).toBe(4);
  });

  test('takes the zero point from the requested number of steps before, or fewer if there are fewer', () => {
    const sums = new AroundJumps(1, 4, 0);
    add(sums, 0, -4, [100, 2, 4, 6, 10], 3);
    expect(sums.rows().map(({ mean }) => mean)).toEqual([96, -2, 0, 2, 6]);
    const short = new AroundJumps(1, 4, 0);
    add(short, 0, -2, [2, 4, 10], 3);
    expect(short.rows().map(({ offset, mean }) => [offset, mean])).toEqual([
      [-2, -1],
      [-1, 1],
      [0, 7],
    ]);
  });

  test('omits offsets that fewer than half of the jumps reach', () => {
    const sums = new AroundJumps(1, 1, 2);
    add(sums, 0, -1, [0, 1, 2, 3]);
    add(sums, 0, -1, [0, 1, 2]);
    add(sums, 0, -1, [0, 1]);
    expect(sums.rows().map(({ offset, jumps }) => [offset, jumps])).toEqual([
      [-1, 3],
      [0, 3],
      [1, 2],
    ]);
  });

  test('cuts off offsets beyond its ends', () => {
    const sums = new AroundJumps(1, 1, 1);
    add(sums, 0, -3, [9, 9, 0, 1, 2, 3]);
    expect(sums.rows().map(({ offset, mean }) => [offset, mean])).toEqual([
      [-1, 0],
      [0, 1],
      [1, 2],
    ]);
  });

  test('leaves out a jump without a finite zero point, and single differences that are not finite', () => {
    const sums = new AroundJumps(1, 1, 1);
    add(sums, 0, -1, [NaN, 1, 1]);
    add(sums, 0, 0, [1, 1]);
    expect([sums.jumps, sums.leftOut, sums.seeds, sums.rows()]).toEqual([0, 2, 0, []]);
    add(sums, 0, -1, [0, Infinity, 1]);
    expect(sums.rows().map(({ offset }) => offset)).toEqual([-1, 1]);
  });
});
