/** The number of seeds behind a value, in words: which seeds stopped, and which are at a loss of exactly 0. */
import { shortLoss } from '../../core/evidence/verdict.ts';
import { armRecords, controlArm } from '../../experiment/arms.ts';
import type { ArmId } from '../../experiment/fields.ts';
import type { ArmStatistics } from '../arm-statistics.ts';

/** The seeds behind a median. */
export interface SeedCount {
  /** Number of seeds that have not stopped. */
  readonly going: number;
  /** Number of these seeds whose loss is exactly 0. */
  readonly zero: number;
}

/** Maximum number of arms that a note names; beyond that it gives their number. */
const maxNamed = 3;

/** A loss as `shortLoss` formats it, and 0 as 0. */
export const lossText = (loss: number): string => (loss === 0 ? '0' : shortLoss(loss));

/** "1 seed", "8 seeds". */
export const seedsText = (count: number): string => `${count} ${count === 1 ? 'seed' : 'seeds'}`;

export const countAt = ({ going, zero }: ArmStatistics, step: number): SeedCount => ({
  going: going[step]!,
  zero: zero[step]!,
});

/** "2 of 8 seeds stopped, 6 at loss 0"; empty if all continue above 0. */
export function countText({ going, zero }: SeedCount, seeds: number): string {
  const stopped = seeds - going;
  const parts = [
    ...(stopped > 0 ? [`${stopped} of ${seedsText(seeds)} stopped`] : []),
    ...(zero > 0 ? [stopped > 0 ? `${zero} at loss 0` : `${zero} of ${seedsText(seeds)} at loss 0`] : []),
  ];
  return parts.join(', ');
}

/** "every seed stopped by step 12"; null while one continues. */
export const endText = ({ stoppedBy, seeds }: ArmStatistics): string | null =>
  stoppedBy === null ? null : `${seeds === 1 ? 'its one seed' : 'every seed'} stopped by step ${stoppedBy}`;

/** The control is named by its arm's label when others are compared with it. */
const nameOf = (arm: ArmId): string => (arm === controlArm ? arm : armRecords[arm].name);

/** Caveats for a reader of the curves at a step, arm by arm; null if there are none. */
export function seedNote(arms: readonly ArmStatistics[], step: number): string | null {
  if (step < 0) return null;
  const said = arms.flatMap((statistics) => {
    const text = endText(statistics) ?? countText(countAt(statistics, step), statistics.seeds);
    return text === '' ? [] : [`${nameOf(statistics.arm)}: ${text}`];
  });
  if (said.length === 0) return null;
  const more = said.length - maxNamed;
  return `${[...said.slice(0, maxNamed), ...(more > 0 ? [`and in ${more} more ${more === 1 ? 'arm' : 'arms'}`] : [])].join('; ')}.`;
}
