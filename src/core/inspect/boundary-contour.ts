/** Level lines of a field on a grid: line segments through its cells, by marching squares. */

/** A segment, in fractions 0..1 of the grid's width (from the left) and height (from the top). */
export type Piece = readonly [x0: number, y0: number, x1: number, y1: number];

/** Segments of the level line of `field` [row, column] on a square grid; values are at cell centres. */
export function contourOf(field: ArrayLike<number>, size: number, level: number): Piece[] {
  const pieces: Piece[] = [];
  for (let row = 0; row + 1 < size; row += 1) {
    for (let column = 0; column + 1 < size; column += 1) {
      const at = row * size + column;
      const corners = [field[at]!, field[at + 1]!, field[at + size + 1]!, field[at + size]!] as const;
      const points = crossings(corners, level).map(
        ([x, y]) => [(column + 0.5 + x) / size, (row + 0.5 + y) / size] as const,
      );
      for (let i = 0; i + 1 < points.length; i += 2) pieces.push([...points[i]!, ...points[i + 1]!]);
    }
  }
  return pieces;
}

/** Corners in order, clockwise from the top left, as positions in the unit square. */
const places = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;

/** Where the level line crosses the sides of a unit square, clockwise: no point, two, or four (a saddle). */
function crossings(corners: readonly number[], level: number): (readonly [number, number])[] {
  return places.flatMap(([x, y], side) => {
    const [nextX, nextY] = places[(side + 1) % 4]!;
    const from = corners[side]!;
    const to = corners[(side + 1) % 4]!;
    if (from > level === to > level || !Number.isFinite(from + to)) return [];
    const share = (level - from) / (to - from);
    return [[x + share * (nextX - x), y + share * (nextY - y)] as const];
  });
}
