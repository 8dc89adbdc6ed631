/**
 * The numbers in the field `frozen`: rows of j, A0, An and b, with one row per horizon or one for each group of
 * weights.
 */
import type { ExperimentSpec } from './fields.ts';

/** Farthest horizon of frozen coefficients, in snapshots. */
export const farthestFrozen = 1000;

/** Numbers of a row. */
export const frozenWidth = 4;

/** A0, An and b of one group of weights at one horizon. */
export type FrozenSet = readonly [first: number, last: number, constant: number];

export interface FrozenHorizon {
  /** Snapshots ahead. */
  readonly horizon: number;
  /** In the given order: one set for each group, or a single set for all weights. */
  readonly sets: readonly FrozenSet[];
}

/** Rows by horizon, ascending; rows without a whole horizon from 1 to 1000 are left out. */
export function frozenHorizons(frozen: readonly number[]): FrozenHorizon[] {
  const rows = new Map<number, FrozenSet[]>();
  for (let at = 0; at + frozenWidth <= frozen.length; at += frozenWidth) {
    const [horizon = 0, first = 0, last = 0, constant = 0] = frozen.slice(at, at + frozenWidth);
    if (!Number.isInteger(horizon) || horizon < 1 || horizon > farthestFrozen) continue;
    const sets = rows.get(horizon) ?? [];
    sets.push([first, last, constant]);
    rows.set(horizon, sets);
  }
  return [...rows].map(([horizon, sets]) => ({ horizon, sets })).sort((a, b) => a.horizon - b.horizon);
}

/** Number of groups of weights with separate coefficients. */
export function groupCount({ groups, layers }: Pick<ExperimentSpec, 'groups' | 'layers'>): number {
  switch (groups) {
    case 'shared':
      return 1;
    case 'layer':
      return layers.length + 1;
    case 'kind':
      return 2;
  }
}
