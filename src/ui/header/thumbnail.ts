/** A preset's picture: curves of a real run of it (scripts/thumbnails.mjs), scaled into a small box. Pure. */
import type { SeriesId } from '../primitives/arms.ts';

export interface Thumbnail {
  /** The experiment that was run. */
  readonly link: string;
  /** Loss against the ledger, or forecast error against the horizon. */
  readonly shows: 'loss' | 'error';
  readonly curves: readonly {
    readonly series: SeriesId;
    /** "x,y x,y …" */
    readonly points: string;
  }[];
}

export interface ThumbnailPath {
  readonly series: SeriesId;
  readonly d: string;
}

const edge = 2;

/** Paths in a box of so many pixels: losses on a logarithmic axis, errors from zero up. */
export function thumbnailPaths({ shows, curves }: Thumbnail, width: number, height: number): ThumbnailPath[] {
  const onAxis = (y: number): number => (shows === 'loss' ? Math.log(y) : y);
  const read = curves.map(({ series, points }) => ({ series, places: placesOf(points, onAxis) }));
  const all = read.flatMap(({ places }) => places);
  const right = Math.max(...all.map(([x]) => x));
  const top = Math.max(...all.map(([, y]) => y));
  const bottom = shows === 'loss' ? Math.min(...all.map(([, y]) => y)) : 0;
  const x = (value: number): number => edge + (value / right) * (width - 2 * edge);
  const y = (value: number): number =>
    edge + ((top - value) / Math.max(1e-9, top - bottom)) * (height - 2 * edge);
  return read.map(({ series, places }) => ({
    series,
    d: places.map(([a, b], i) => `${i === 0 ? 'M' : 'L'}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join(''),
  }));
}

function placesOf(points: string, onAxis: (y: number) => number): (readonly [number, number])[] {
  return points
    .split(' ')
    .map((pair) => pair.split(',').map(Number))
    .map(([x = NaN, y = NaN]) => [x, onAxis(y)] as const)
    .filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
}
