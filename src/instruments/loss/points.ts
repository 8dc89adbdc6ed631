/** What stands where on the loss chart: rows near a place, ends of curves. Pure. */
import type { SeedCount } from '../../record/judgement/seed-words.ts';
import type { LossView } from './view.ts';
import type { ArmId } from '../../ui/primitives/arms.ts';
import { nearest } from '../../ui/charts/drawing/paths.ts';

export interface Point {
  readonly arm: ArmId;
  readonly x: number;
  readonly median: number;
  /** Of how many seeds the median is. */
  readonly count: SeedCount;
}

/** The place on the axis that is spoken of: that of the nearest row, so that nothing is said of what is not drawn. */
export const placeAt = ({ rows }: Pick<LossView, 'rows'>, x: number): number | undefined =>
  rows[nearest(rows, x, (row) => row.x)]?.x;

/** Arms of which no seed is left at a place. */
export const endedAt = ({ ended }: Pick<LossView, 'ended'>, x: number): ArmId[] =>
  ended.filter((end) => x >= end.x).map(({ arm }) => arm);

/** Each arm's row nearest to x, of those that go on; on the ledger the arms stand at places of their own. */
export function pointsAt(view: Pick<LossView, 'rows' | 'arms' | 'ended'>, x: number): Point[] {
  const over = endedAt(view, x);
  return closest(view, (row) => Math.abs(row - x)).filter(({ arm }) => !over.includes(arm));
}

/** Each arm's newest row. */
export const ends = (view: Pick<LossView, 'rows' | 'arms'>): Point[] => closest(view, (row) => -row);

/** Each arm's row with the least distance, in the order of the arms. */
function closest({ rows, arms }: Pick<LossView, 'rows' | 'arms'>, distance: (x: number) => number): Point[] {
  const best = new Map<ArmId, Point & { readonly away: number }>();
  for (const { x, median, count } of rows) {
    const away = distance(x);
    for (const [name, value] of Object.entries(median)) {
      const arm = name as ArmId;
      if (away > (best.get(arm)?.away ?? Infinity)) continue;
      best.set(arm, { arm, x, median: value, count: count[arm] ?? { going: 0, zero: 0 }, away });
    }
  }
  return arms.flatMap((arm) => best.get(arm) ?? []);
}
