/** SVG path data from rows. One path per series keeps a chart at a handful of nodes. */

export type Scale = (value: number) => number;

const place = (value: number): number => Math.round(value * 10) / 10;

/** A line through the rows that have a value. */
export function linePath<Row>(
  rows: readonly Row[],
  x: (row: Row) => number,
  y: (row: Row) => number | undefined,
): string {
  let path = '';
  for (const row of rows) {
    const value = y(row);
    if (value === undefined || !Number.isFinite(value)) continue;
    path += `${path === '' ? 'M' : 'L'}${place(x(row))} ${place(value)}`;
  }
  return path;
}

/** The area between two curves, over the rows that have both. */
export function bandPath<Row>(
  rows: readonly Row[],
  x: (row: Row) => number,
  ends: (row: Row) => readonly [low: number, high: number] | undefined,
): string {
  let there = '';
  let back = '';
  for (const row of rows) {
    const span = ends(row);
    if (span === undefined || !Number.isFinite(span[0]) || !Number.isFinite(span[1])) continue;
    const at = place(x(row));
    there += `${there === '' ? 'M' : 'L'}${at} ${place(span[1])}`;
    back = `L${at} ${place(span[0])}${back}`;
  }
  return there === '' ? '' : `${there}${back}Z`;
}

/** Moves labels apart to at least `gap`, in order of their wished places, staying within the ends. */
export function spread(wished: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wished.map((_, index) => index).sort((a, b) => wished[a]! - wished[b]!);
  const placed = [...wished];
  let floor = low;
  for (const index of order) {
    placed[index] = Math.max(placed[index]!, floor);
    floor = placed[index] + gap;
  }
  let ceiling = high;
  for (const index of order.reverse()) {
    placed[index] = Math.min(placed[index]!, ceiling);
    ceiling = placed[index] - gap;
  }
  return placed;
}

/** By bisection; rows ascend. 0 for no rows. */
export function nearest<Row>(rows: readonly Row[], x: number, of: (row: Row) => number): number {
  let low = 0;
  let high = rows.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (of(rows[middle]!) <= x) low = middle;
    else high = middle;
  }
  return high > low && Math.abs(of(rows[high]!) - x) < Math.abs(of(rows[low]!) - x) ? high : low;
}
