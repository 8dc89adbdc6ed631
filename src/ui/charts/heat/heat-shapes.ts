/** Geometry of a heat map: where columns and rows lie, which shade a value has, and the paths of all cells of one shade. */
import type { HeatScale, HeatView } from './heat.ts';

export const shades = 10;

interface Span {
  readonly from: number;
  readonly to: number;
}

export interface HeatGrid {
  /** Pixels; the nearest horizon is at the bottom. */
  readonly columns: readonly Span[];
  readonly rows: readonly Span[];
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Columns extend half-way to their neighbours; whole pixels. */
export function gridOf(
  {
    anchors,
    horizons,
    steps,
    apart,
    every,
  }: Pick<HeatView, 'anchors' | 'horizons' | 'steps' | 'apart' | 'every'>,
  { left, right, top, bottom }: Box,
): HeatGrid {
  const x = (step: number): number =>
    Math.round(left + (Math.min(steps, Math.max(0, step)) / steps) * (right - left));
  const columns = anchors.map((anchor, i) => {
    const before = anchors[i - 1];
    const after = anchors[i + 1];
    const usual = (apart * every) / 2;
    const back =
      before === undefined ? (after === undefined ? usual : (after - anchor) / 2) : (anchor - before) / 2;
    const ahead = after === undefined ? Math.min(back, usual) : (after - anchor) / 2;
    return { from: x(anchor - Math.min(back, usual * 2)), to: x(anchor + ahead) };
  });
  const y = (row: number): number => Math.round(bottom - (row / horizons.length) * (bottom - top));
  return { columns, rows: horizons.map((_, h) => ({ from: y(h + 1), to: y(h) })) };
}

/** -shades .. shades; 0 is the middle itself, or close to it. */
export function shadeOf(value: number, { middle, reach }: HeatScale): number {
  const shade = Math.round((shades * (value - middle)) / reach);
  return Math.min(shades, Math.max(-shades, shade)) + 0;
}

/** Few elements for a thousand cells. */
export function pathsOf({ cells, horizons, scale }: HeatView, grid: HeatGrid): ReadonlyMap<number, string> {
  const paths = new Map<number, string>();
  cells.forEach((cell, at) => {
    const box = boxAt(grid, at, horizons.length);
    if (cell === null || box === undefined) return;
    const { x, y } = box;
    const shade = shadeOf(cell.value, scale);
    paths.set(shade, `${paths.get(shade) ?? ''}M${x.from} ${y.from}H${x.to}V${y.to}H${x.from}Z`);
  });
  return paths;
}

export const marksOf = ({ cells, horizons }: HeatView, grid: HeatGrid): string =>
  cells
    .map((cell, at) => {
      const box = cell?.certain === true ? boxAt(grid, at, horizons.length) : undefined;
      if (box === undefined) return '';
      return `M${(box.x.from + box.x.to) / 2} ${(box.y.from + box.y.to) / 2}h0`;
    })
    .join('');

const boxAt = ({ columns, rows }: HeatGrid, at: number, height: number): { x: Span; y: Span } | undefined => {
  const x = columns[Math.floor(at / height)];
  const y = rows[at % height];
  return x === undefined || y === undefined ? undefined : { x, y };
};

export function spanAt(spans: readonly Span[], pixel: number): number {
  let best = -1;
  let least = Infinity;
  spans.forEach(({ from, to }, index) => {
    const off = Math.max(from - pixel, pixel - to, 0);
    if (off < least) [best, least] = [index, off];
  });
  return best;
}
