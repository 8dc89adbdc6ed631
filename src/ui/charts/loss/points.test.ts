import { describe, expect, it } from 'vitest';
import type { LossView } from '../../../store/views.ts';
import { ends, placeAt, pointsAt } from './points.ts';

const row = (x: number, mean: LossView['rows'][number]['mean']): LossView['rows'][number] => ({
  x,
  mean,
  band: {},
  raw: {},
});

/** On the ledger arms stand at places of their own. */
const view: Pick<LossView, 'rows' | 'arms'> = {
  arms: ['control', 'farcaster'],
  rows: [
    row(0, { control: 1, farcaster: 1 }),
    row(1, { control: 0.8 }),
    row(1.4, { farcaster: 0.5 }),
    row(2, { control: 0.6 }),
  ],
};

describe('placeAt', () => {
  it('speaks of the nearest row', () => {
    expect(placeAt(view, 1.3)).toBe(1.4);
    expect(placeAt({ rows: [] }, 1)).toBeUndefined();
  });
});

describe('pointsAt', () => {
  it('finds each arm at its own row', () => {
    const at = pointsAt(view, 1.1).map(({ arm, x, mean }) => [arm, x, mean]);
    expect(at).toEqual([
      ['control', 1, 0.8],
      ['farcaster', 1.4, 0.5],
    ]);
  });
});

describe('ends', () => {
  it('finds each arm’s newest row', () => {
    expect(ends(view).map(({ arm, x }) => [arm, x])).toEqual([
      ['control', 2],
      ['farcaster', 1.4],
    ]);
  });

  it('leaves out an arm without rows', () => {
    expect(ends({ ...view, arms: ['search', 'control'] }).map(({ arm }) => arm)).toEqual(['control']);
  });
});
