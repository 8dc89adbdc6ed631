/** What stands where on the loss chart: rows near a place, ends of curves. Pure. */
import type { LossView } from '../../../store/views.ts';
import type { ArmId } from '../../primitives/arms.ts';
import { nearest } from '../drawing/paths.ts';

export interface Point {
  readonly arm: ArmId;
  readonly x: number;
  readonly mean: number;
}

/** The place on the axis that is spoken of: that of the nearest row, so that nothing is said of what is not drawn. */
export const placeAt = ({ rows }: Pick<LossView, 'rows'>, x: number): number | undefined =>
  rows[nearest(rows, x, (row) => row.x)]?.x;

/** Each arm's row nearest to x; on the ledger the arms stand at places of their own. */
export const pointsAt = (view: Pick<LossView, 'rows' | 'arms'>, x: number): Point[] =>
  closest(view, (row) => Math.abs(row - x));

/** Each arm's newest row. */
export const ends = (view: Pick<LossView, 'rows' | 'arms'>): Point[] => closest(view, (row) => -row);

/** Each arm's row with the least distance, in the order of the arms. */
function closest({ rows, arms }: Pick<LossView, 'rows' | 'arms'>, distance: (x: number) => number): Point[] {
  const best = new Map<ArmId, Point & { readonly away: number }>();
  for (const { x, mean } of rows) {
    const away = distance(x);
    for (const [name, value] of Object.entries(mean)) {
      const arm = name as ArmId;
      if (away <= (best.get(arm)?.away ?? Infinity)) best.set(arm, { arm, x, mean: value, away });
    }
  }
  return arms.flatMap((arm) => best.get(arm) ?? []);
}
