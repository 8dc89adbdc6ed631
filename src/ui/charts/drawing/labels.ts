/** Where direct labels stand so that none covers another, however many there are. Pure. */
import { spread } from './paths.ts';

export interface PlacedLabels {
  /** Middle of each line of words, in the order asked for. */
  readonly places: readonly number[];
  /** From line to line; smaller than asked for where the room does not hold them all. */
  readonly lineHeight: number;
}

/**
 * @param wished where each label would stand best
 * @param lineHeight from line to line, where there is room
 * @param low least, `high` greatest place
 */
export function placeLabels(
  wished: readonly number[],
  lineHeight: number,
  low: number,
  high: number,
): PlacedLabels {
  const room = wished.length > 1 ? Math.max(0, high - low) / (wished.length - 1) : lineHeight;
  const gap = Math.min(lineHeight, room);
  return { places: spread(wished, gap, low, high), lineHeight: gap };
}
