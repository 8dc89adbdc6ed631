/** Where direct labels stand so that none covers another, however many there are. Pure. */
import { spread } from './paths.ts';

export interface PlacedLabels {
  /** Middles, in the given order. */
  readonly places: readonly number[];
  /** Reduced if there is little room. */
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

/** About how wide a letter of a strong label is at the usual type, px. */
const letter = 7.7;

/** Right margin for the unit of the x axis, px. */
export const unitRoom = 104;

/** Right margin for names that begin at `from`, and for a unit, px. */
export const roomFor = (names: readonly string[], from = 14): number =>
  names.reduce((most, name) => Math.max(most, from + letter * name.length), unitRoom);

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Corners of a line, [x, y], ascending in x. */
export type Corners = readonly (readonly [x: number, y: number])[];

const touches = ({ left, right, top, bottom }: Box, corners: Corners): boolean =>
  corners.some(([x, y], i) => {
    const [nextX, nextY] = corners[i + 1] ?? [x, y];
    if (nextX < left || x > right) return false;
    // The part of the line over the box.
    const at = (place: number): number =>
      nextX === x ? y : y + ((Math.min(nextX, Math.max(x, place)) - x) / (nextX - x)) * (nextY - y);
    const [from, to] = nextX === x ? [y, nextY] : [at(left), at(right)];
    return Math.max(from, to) >= top && Math.min(from, to) <= bottom;
  });

/** The first of the boxes within the frame that touches no line. */
export const freeBox = (boxes: readonly Box[], frame: Box, lines: readonly Corners[]): Box | null =>
  boxes.find(
    (box) =>
      box.left >= frame.left &&
      box.right <= frame.right &&
      box.top >= frame.top &&
      box.bottom <= frame.bottom &&
      !lines.some((corners) => touches(box, corners)),
  ) ?? null;

/** Indexes of labels that fit side by side, the first always; widths and places in pixels, places ascending. */
export function fitting(places: readonly number[], widths: readonly number[], gap: number): number[] {
  const chosen: number[] = [];
  let free = -Infinity;
  places.forEach((place, index) => {
    const half = (widths[index] ?? 0) / 2;
    if (place - half < free) return;
    chosen.push(index);
    free = place + half + gap;
  });
  return chosen;
}
