import { describe, expect, it } from 'vitest';
import type { LossView } from './view.ts';
import { endedAt, ends, placeAt, pointsAt } from './points.ts';

const row = (x: number, median: LossView['rows'][number]['median']): LossView['rows'][number] => ({
  x,
  median,
  band: {},
  raw: {},
  count: { control: { going: 7, zero: 1 } },
});

/** On the ledger arms stand at places of their own. */
const view: Pick<LossView, 'rows' | 'arms' | 'ended'> = {
  ended: [],
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
    const at = pointsAt(view, 1.1).map(({ arm, x, median }) => [arm, x, median]);
    expect(at).toEqual([
      ['control', 1, 0.8],
      ['farcaster', 1.4, 0.5],
    ]);
  });
});

describe('an arm of which every seed has stopped', () => {
  const over = { ...view, ended: [{ arm: 'farcaster' as const, x: 1.5 }] };

  it('has no point any more, and is named instead', () => {
    expect(pointsAt(over, 1.4).map(({ arm }) => arm)).toEqual(['control', 'farcaster']);
    expect(pointsAt(over, 1.5).map(({ arm }) => arm)).toEqual(['control']);
    expect([endedAt(over, 1.4), endedAt(over, 1.5)]).toEqual([[], ['farcaster']]);
  });
});

describe('counts', () => {
  it('are those of the row', () => {
    expect(pointsAt(view, 2)[0]!.count).toEqual({ going: 7, zero: 1 });
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
