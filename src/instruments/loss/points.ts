/** Values at places of the loss chart: rows near a place, ends of curves. Pure. */
import type { SeedCount } from '../../record/judgement/seed-words.ts';
import type { LossView } from './view.ts';
import type { ArmId } from '../../ui/primitives/arms.ts';
import { nearest } from '../../ui/charts/drawing/paths.ts';

export interface Point {
  readonly arm: ArmId;
  readonly x: number;
  readonly median: number;
  readonly count: SeedCount;
}

/** The place of the nearest row. */
export const placeAt = ({ rows }: Pick<LossView, 'rows'>, x: number): number | undefined =>
  rows[nearest(rows, x, (row) => row.x)]?.x;

export const endedAt = ({ ended }: Pick<LossView, 'ended'>, x: number): ArmId[] =>
  ended.filter((end) => x >= end.x).map(({ arm }) => arm);

/** Each running arm's row nearest to x; along the ledger arms have their own places. */
export function pointsAt(view: Pick<LossView, 'rows' | 'arms' | 'ended'>, x: number): Point[] {
  const over = endedAt(view, x);
  return closest(view, (row) => Math.abs(row - x)).filter(({ arm }) => !over.includes(arm));
}

export const ends = (view: Pick<LossView, 'rows' | 'arms'>): Point[] => closest(view, (row) => -row);

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
