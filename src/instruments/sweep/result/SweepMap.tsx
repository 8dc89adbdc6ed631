/** Two swept settings: a map of one arm, a number in every cell, shaded in the arm's colour. */
import { controlArm } from '../../../experiment/arms.ts';
import { useMemo } from 'react';
import type { ArmId } from '../../../experiment/fields.ts';
import type { Spread, Sweep } from '../../../record/sweep/sweep.ts';
import { isShare, sweepMapView, type SweepCell, type SweepMapView, type SweepMeasure } from './view.ts';
import type { CostAxis } from '../../../record/cost.ts';
import { useSize } from '../../../ui/charts/drawing/use-size.ts';
import { series } from '../../../ui/primitives/arms.ts';
import { compact } from '../../../ui/primitives/numbers.ts';
import { shareEnd } from './spread-words.ts';
import css from '../sweep.module.css';

interface SweepMapProps {
  readonly sweep: Sweep;
  readonly arm: ArmId;
  readonly measure: SweepMeasure;
  readonly axis: CostAxis;
}

const head = 44;
const rowHeight = 40;
/** Deepest shade, so that numbers stay readable. */
const deepest = 0.55;
/** Narrowest cell that has room for an interval, px. */
const roomy = 84;

export function SweepMap({ sweep, arm, measure, axis }: SweepMapProps) {
  const [box, size] = useSize<HTMLDivElement>();
  const view = useMemo(() => sweepMapView(sweep, arm, measure, axis), [sweep, arm, measure, axis]);
  // Drawn for the usual type, and scaled with it.
  const scale = size?.scale ?? 1;
  const width = (size?.width ?? 0) / scale;
  const side = Math.min(
    120,
    12 + 6.8 * Math.max(...view.rows.map((row) => row.length), view.rowLabel.length),
  );
  const cell = Math.min(150, Math.max(38, (width - side) / view.columns.length));
  const height = head + rowHeight * view.rows.length + 4;
  const needed = side + cell * view.columns.length;
  return (
    <div ref={box} className={css['tableBox']} role="img" aria-label={view.summary} tabIndex={0}>
      {width > 0 && (
        <svg width={needed * scale} height={height * scale} viewBox={`0 0 ${needed} ${height}`}>
          <text className={css['axisLabel']} x={side} y={13}>
            {view.columnLabel} →
          </text>
          <text className={css['axisLabel']} x={0} y={head - 10}>
            {view.rowLabel} ↓
          </text>
          {view.columns.map((text, i) => (
            <text
              key={text}
              className={css['tick']}
              x={side + (i + 0.5) * cell}
              y={head - 10}
              textAnchor="middle"
            >
              {text.replace(/ .*$/, '')}
            </text>
          ))}
          {view.rows.map((text, i) => (
            <text key={text} className={css['tick']} x={0} y={head + (i + 0.5) * rowHeight} dy="0.34em">
              {text.replace(/ .*$/, '')}
            </text>
          ))}
          {view.cells.map((one) => (
            <Cell
              key={`${one.row} ${one.column}`}
              cell={one}
              x={side + one.column * cell}
              y={head + one.row * rowHeight}
              width={cell}
              fill={shadeOf(one, view, arm, measure)}
              measure={measure}
            />
          ))}
        </svg>
      )}
    </div>
  );
}

interface CellProps {
  readonly cell: SweepCell;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly fill: { readonly color: string; readonly opacity: number };
  readonly measure: SweepMeasure;
}

function Cell({ cell: { spread, failed }, x, y, width, fill, measure }: CellProps) {
  const text = (value: number): string =>
    isShare(measure) ? shareEnd(value) : Number.isFinite(value) ? compact(value) : 'never';
  const middle = x + width / 2;
  const interval = width < roomy ? null : intervalText(spread, text);
  const words = spread === null ? (failed ? 'failed' : '·') : text(spread.median);
  return (
    <>
      <rect
        x={x + 1}
        y={y + 1}
        width={width - 2}
        height={rowHeight - 2}
        style={{ fill: fill.color, fillOpacity: fill.opacity }}
      />
      <text
        className={css['cellText']}
        x={middle}
        y={y + rowHeight / 2 - (interval === null ? 0 : 7)}
        dy="0.34em"
        textAnchor="middle"
      >
        {words}
      </text>
      {interval !== null && (
        <text
          className={css['cellSmall']}
          x={middle}
          y={y + rowHeight / 2 + 8}
          dy="0.34em"
          textAnchor="middle"
        >
          {interval}
        </text>
      )}
    </>
  );
}

function intervalText(spread: Spread | null, text: (value: number) => string): string | null {
  const { low = null, high = null } = spread ?? {};
  if (low === null || high === null || !Number.isFinite(spread?.median)) return null;
  return `${text(low).replace(' %', '')} to ${text(high)}`;
}

/** Shares: the deeper, the more was saved; the control's colour where it cost more. Else: deeper is better. */
function shadeOf(
  { spread }: SweepCell,
  { range: [low, high] }: SweepMapView,
  arm: ArmId,
  measure: SweepMeasure,
): { color: string; opacity: number } {
  const value = spread?.median ?? NaN;
  if (!Number.isFinite(value)) return { color: 'var(--wash)', opacity: 1 };
  if (isShare(measure)) {
    const color = series[value < 0 ? controlArm : arm].color;
    return { color, opacity: deepest * Math.min(1, Math.abs(value)) };
  }
  const share = high > low ? (value - low) / (high - low) : 0.5;
  const isBetterHigh = measure === 'test';
  return { color: series[arm].color, opacity: deepest * (isBetterHigh ? share : 1 - share) };
}
