/** A heat map in plain SVG: anchors along x, horizons upwards; one cell can be pointed at, by hand or by keys. */
import { memo, useContext, useMemo, type KeyboardEvent, type PointerEvent } from 'react';
import type { HeatView } from './heat.ts';
import { linearTicks } from '../drawing/ticks.ts';
import { OnSheet } from '../export/on-sheet.ts';
import { useSize, type Size } from '../drawing/use-size.ts';
import { gridOf, marksOf, pathsOf, shades, spanAt, type HeatGrid } from './heat-shapes.ts';
import css from './heat.module.css';

export interface CellPlace {
  readonly column: number;
  readonly row: number;
}

export interface Tones {
  readonly low: string;
  readonly high: string;
}

interface HeatMapProps {
  readonly view: HeatView;
  readonly tones: Tones;
  readonly cursor: CellPlace | null;
  readonly focus: number | null;
  readonly onCursor: (place: CellPlace | null) => void;
  /** Null: cells cannot be opened. */
  readonly onOpen: ((place: CellPlace) => void) | null;
}

const keysInWords = 'Arrow keys move between cells, Escape clears the selection.';
const openInWords = 'Enter shows that forecast among the weights.';
const stride = 10;

export function HeatMap(props: HeatMapProps) {
  const { view, cursor, onCursor, onOpen } = props;
  const [box, size] = useSize<HTMLDivElement>();
  const onSheet = useContext(OnSheet) !== null;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = moved(event.key, event.shiftKey ? stride : 1, cursor, view);
    if (next !== undefined) onCursor(next);
    else if (event.key === 'Enter' && cursor !== null && onOpen !== null) onOpen(cursor);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={box}
      className={css['canvas']}
      role="application"
      aria-roledescription="heat map"
      aria-label={
        onSheet ? view.summary : `${view.summary} ${keysInWords}${onOpen === null ? '' : ` ${openInWords}`}`
      }
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={() => onCursor(null)}
    >
      {size !== null && size.width > 80 && view.horizons.length > 0 && <Drawing {...props} size={size} />}
    </div>
  );
}

/** Undefined for other keys. */
function moved(
  key: string,
  by: number,
  cursor: CellPlace | null,
  { anchors, horizons }: HeatView,
): CellPlace | null | undefined {
  if (key === 'Escape') return null;
  const here = cursor ?? { column: key === 'ArrowLeft' ? anchors.length : -1, row: 0 };
  const places: Readonly<Record<string, CellPlace>> = {
    ArrowRight: { ...here, column: here.column + by },
    ArrowLeft: { ...here, column: here.column - by },
    ArrowUp: { ...here, row: here.row + by },
    ArrowDown: { ...here, row: here.row - by },
    Home: { ...here, column: 0 },
    End: { ...here, column: anchors.length - 1 },
  };
  const place = places[key];
  if (place === undefined) return undefined;
  if (anchors.length === 0) return null;
  return {
    column: Math.min(anchors.length - 1, Math.max(0, place.column)),
    row: Math.min(horizons.length - 1, Math.max(0, place.row)),
  };
}

function Drawing({
  view,
  tones,
  cursor,
  focus,
  onCursor,
  onOpen,
  size,
}: HeatMapProps & { readonly size: Size }) {
  const { width, height, scale } = size;
  const frame = {
    left: leftOf(view, width, scale),
    right: width - 6,
    top: 18 * scale,
    bottom: height - 36 * scale,
  };
  const { left, right, top, bottom } = frame;
  const grid = useMemo(() => gridOf(view, { left, right, top, bottom }), [view, left, right, top, bottom]);
  const placeAt = ({ currentTarget, clientX, clientY }: PointerEvent<SVGElement>): CellPlace | null => {
    const box = currentTarget.getBoundingClientRect();
    const column = spanAt(grid.columns, frame.left + clientX - box.left);
    const row = spanAt(grid.rows, frame.top + clientY - box.top);
    return column < 0 || row < 0 ? null : { column, row };
  };
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <Axes view={view} grid={grid} frame={frame} scale={scale} />
      <Cells view={view} grid={grid} tones={tones} />
      <Outline grid={grid} column={focus} row={null} className={css['focus']} />
      <Outline
        grid={grid}
        column={cursor?.column ?? null}
        row={cursor?.row ?? null}
        className={css['cursor']}
      />
      <rect
        data-export="no"
        className={css['hit']}
        data-opens={onOpen !== null}
        x={frame.left}
        y={frame.top}
        width={Math.max(0, frame.right - frame.left)}
        height={Math.max(0, frame.bottom - frame.top)}
        onPointerMove={(event) => onCursor(placeAt(event))}
        onPointerDown={(event) => onCursor(placeAt(event))}
        onPointerLeave={() => onCursor(null)}
        onClick={() => {
          if (cursor !== null) onOpen?.(cursor);
        }}
      />
    </svg>
  );
}

/** px at the usual type: of a number, of a letter of a name, and the widest share that names may take. */
const [numberRoom, letterRoom, widest] = [38, 6.7, 0.42];

function leftOf({ axes }: HeatView, width: number, scale: number): number {
  const longest = Math.max(0, ...(axes?.rows ?? []).map((name) => name.length));
  return Math.max(numberRoom * scale, Math.min((longest * letterRoom + 10) * scale, widest * width));
}

/** Keeps the end of a long name, which distinguishes it. */
const shortened = (name: string, letters: number): string =>
  name.length <= letters ? name : `…${name.slice(name.length - Math.max(1, letters - 1))}`;

interface CellsProps {
  readonly view: HeatView;
  readonly grid: HeatGrid;
  readonly tones: Tones;
}

/** Rendered again with new data only. */
const Cells = memo(function Cells({ view, grid, tones }: CellsProps) {
  return (
    <>
      {[...pathsOf(view, grid)].map(([shade, d]) => (
        <path key={shade} d={d} className={css['cells']} style={shadeStyle(shade, tones)} />
      ))}
      <path d={marksOf(view, grid)} className={css['marks']} />
    </>
  );
});

/** Deepest shade: marks and outlines stay visible on it. */
const deepest = 0.92;

export const shadeStyle = (shade: number, { low, high }: Tones): { fill: string; fillOpacity: number } =>
  shade === 0
    ? { fill: 'var(--wash)', fillOpacity: 1 }
    : { fill: shade < 0 ? low : high, fillOpacity: (deepest * Math.abs(shade)) / shades };

interface OutlineProps {
  readonly grid: HeatGrid;
  readonly column: number | null;
  readonly row: number | null;
  readonly className: string | undefined;
}

function Outline({ grid: { columns, rows }, column, row, className }: OutlineProps) {
  const x = column === null ? undefined : columns[column];
  const y = row === null ? { from: rows.at(-1)?.from ?? 0, to: rows[0]?.to ?? 0 } : rows[row];
  if (x === undefined || y === undefined) return null;
  return <rect x={x.from} y={y.from} width={x.to - x.from} height={y.to - y.from} className={className} />;
}

interface AxesProps {
  readonly view: HeatView;
  readonly grid: HeatGrid;
  readonly frame: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
  readonly scale: number;
}

function Axes({ view: { horizons, steps, axes }, grid, frame, scale }: AxesProps) {
  const { left, right, top, bottom } = frame;
  const ticks = linearTicks(0, steps, Math.max(2, Math.min(6, (right - left) / (70 * scale))));
  const letters = Math.floor((left / scale - 8) / letterRoom);
  const every = Math.ceil((15 * scale * horizons.length) / Math.max(1, bottom - top));
  return (
    <>
      <path d={`M${left} ${bottom + 0.5}H${right}`} className={css['grid']} />
      {ticks.map((tick) => {
        const x = left + (tick / steps) * (right - left);
        const anchor = x > right - 12 * scale ? 'end' : 'middle';
        return (
          <g key={tick}>
            <path d={`M${Math.round(x) + 0.5} ${bottom}v4`} className={css['grid']} />
            <text x={x} y={bottom + 16 * scale} textAnchor={anchor} className={css['tick']}>
              {tick}
            </text>
          </g>
        );
      })}
      {grid.rows.map(({ from, to }, h) =>
        (horizons.length - 1 - h) % every === 0 ? (
          <text key={h} x={left - 6} y={(from + to) / 2} dy="0.34em" textAnchor="end" className={css['tick']}>
            {axes === undefined ? horizons[h] : shortened(axes.rows[h] ?? '', letters)}
          </text>
        ) : null,
      )}
      <text x={0} y={9 * scale} className={css['unit']}>
        {axes === undefined ? 'steps ahead' : ''}
      </text>
      <text x={right} y={bottom + 31 * scale} textAnchor="end" className={css['unit']}>
        {axes?.x ?? 'step of the forecast'}
      </text>
    </>
  );
}
