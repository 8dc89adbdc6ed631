import { describe, expect, it } from 'vitest';
import { penalisedRounds, penalisedRows } from '../../core/forecast/fits/penalised.ts';
import { robustPasses } from '../../core/forecast/fits/robust.ts';
import { accepts, best } from './decide.ts';

describe('the best candidate', () => {
  it.each([
    [[3, 1, 2], 1],
    [[NaN, 5, 4], 2],
    [[5, NaN, NaN], 0],
    [[2, 2, 2], 0],
    [[NaN, NaN], 1],
  ])('of losses %o is number %i', (losses, index) => {
    const candidates = losses.map((_, i) => i);
    expect(best(candidates, (candidate) => losses[candidate]!)).toBe(index);
  });
});

describe('acceptance', () => {
  it.each([
    ['strict', 1, 0.99, true],
    ['strict', 1, 1, false],
    ['strict', 1, NaN, false],
    ['tolerance', 1, 1.1, true],
    ['tolerance', 1, 1.11, false],
    ['tolerance', NaN, 1, false],
    ['always', 1, 9, true],
    ['never', 1, 0, false],
  ] as const)('%s: from %d to %d is %s', (gate, before, after, taken) => {
    expect(accepts(before, after, { gate, tolerance: 0.1, horizons: 'search', regime: 'any' })).toBe(taken);
  });
});

it('fits go over their rows as often as docs/METHOD.md says that the ledger charges', () => {
  expect(robustPasses).toEqual({ absolute: 27, huber: 40 });
  expect(penalisedRounds).toEqual({ one: 540, both: 900 });
  expect(penalisedRows).toBe(2048);
});
