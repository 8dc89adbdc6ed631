/** The named experiments, each with a picture of a real run of it. */
import { useAppState } from '../app/ui-context.ts';
import { presets, presetSpec } from '../../experiment/presets.ts';
import { series, type SeriesId } from '../primitives/arms.ts';
import { describe, presetOf } from './describe.ts';
import css from './PresetGallery.module.css';
import thumbnails from './thumbnails.json';

const pictures: Readonly<Partial<Record<string, Thumbnail>>> = thumbnails as Record<string, Thumbnail>;

const width = 104;
const height = 52;

export default function PresetList({ onChoose }: { readonly onChoose: (id: string) => void }) {
  const current = useAppState(({ draft }) => presetOf(draft));
  return presets.map((preset, index) => (
    <button
      key={preset.id}
      type="button"
      className={css['preset']}
      aria-current={preset.id === current}
      onClick={() => onChoose(preset.id)}
    >
      <Picture thumbnail={pictures[preset.id]} />
      <span className={css['words']}>
        <span className={css['presetLabel']}>
          {preset.label}
          {index < 9 && <kbd aria-hidden="true">{index + 1}</kbd>}
        </span>
        <span className={css['blurb']}>{preset.blurb}</span>
        <span className={css['what']}>{describe(presetSpec(preset))}</span>
      </span>
    </button>
  ));
}

function Picture({ thumbnail }: { readonly thumbnail: Thumbnail | undefined }) {
  return (
    <svg
      className={css['picture']}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      focusable="false"
    >
      <path className={css['floor']} d={`M0 ${height - 0.5}H${width}`} />
      {thumbnail !== undefined &&
        thumbnailPaths(thumbnail, width, height).map(({ series: id, d }) => (
          <path
            key={id}
            d={d}
            fill="none"
            style={{ stroke: series[id].color }}
            strokeWidth="1.5"
            strokeDasharray={series[id].dash ?? undefined}
          />
        ))}
    </svg>
  );
}

export interface Thumbnail {
  readonly link: string;
  /** Loss against the ledger, or forecast error against the horizon. */
  readonly shows: 'loss' | 'error';
  /** "x,y x,y …" */
  readonly curves: Readonly<Partial<Record<SeriesId, string>>>;
}

interface ThumbnailPath {
  readonly series: SeriesId;
  readonly d: string;
}

const edge = 2;

/** Paths in a box of pixels: losses on a log axis, errors from zero. */
export function thumbnailPaths({ shows, curves }: Thumbnail, width: number, height: number): ThumbnailPath[] {
  const onAxis = (y: number): number => (shows === 'loss' ? Math.log(y) : y);
  const read = Object.entries(curves).map(([id, points]) => ({
    series: id as SeriesId,
    places: placesOf(points, onAxis),
  }));
  const all = read.flatMap(({ places }) => places);
  const right = Math.max(...all.map(([x]) => x));
  const top = Math.max(...all.map(([, y]) => y));
  const bottom = shows === 'loss' ? Math.min(...all.map(([, y]) => y)) : 0;
  const x = (value: number): number => edge + (value / right) * (width - 2 * edge);
  const y = (value: number): number =>
    edge + ((top - value) / Math.max(1e-9, top - bottom)) * (height - 2 * edge);
  return read.map(({ places, ...id }) => ({
    ...id,
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
