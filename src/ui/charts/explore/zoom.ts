/** Ranges of the x axis: brushed with the pointer, widened and narrowed around a place. Pure. */

export type Range = readonly [from: number, to: number];

const narrowest = 1e-3;

/** The range between two places, within the axis 0 .. end; null if it is too narrow. */
export function brushed(a: number, b: number, end: number): Range | null {
  const from = Math.max(0, Math.min(a, b));
  const to = Math.min(end, Math.max(a, b));
  return to - from >= narrowest * end ? [from, to] : null;
}

/** The range made `factor` times as wide, with `around` at its place; null for the whole axis 0 .. end. */
export function zoomed(range: Range | null, end: number, around: number, factor: number): Range | null {
  const [from, to] = range ?? [0, end];
  const width = Math.max(narrowest * end, (to - from) * factor);
  if (width >= end * (1 - 1e-9)) return null;
  const place = Math.min(to, Math.max(from, around));
  const share = to > from ? (place - from) / (to - from) : 0.5;
  const start = Math.min(end - width, Math.max(0, place - share * width));
  return [start, start + width];
}

/** Linear interpolation between corners [x, y] in either direction, constant beyond the ends. */
export function along(
  corners: readonly (readonly [number, number])[],
  value: number,
  from: 0 | 1,
): number | null {
  const to = from === 0 ? 1 : 0;
  const first = corners[0];
  const last = corners.at(-1);
  if (first === undefined || last === undefined) return null;
  if (value <= first[from]) return first[to];
  if (value >= last[from]) return last[to];
  let low = 0;
  let high = corners.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (corners[middle]![from] <= value) low = middle;
    else high = middle;
  }
  const a = corners[low]!;
  const b = corners[high]!;
  const width = b[from] - a[from];
  return width > 0 ? a[to] + ((value - a[from]) / width) * (b[to] - a[to]) : a[to];
}
