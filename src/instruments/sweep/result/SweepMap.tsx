/** Two swept settings: a map of one arm, a number in every cell, shaded in the arm's colour. */
import { useMemo } from 'react';
import { controlArm } from '../../../experiment/arms.ts';
import type { ArmId } from '../../../experiment/fields.ts';
import type { Spread } from '../../../record/sweep/sweep.ts';
import { pointName } from '../../../record/sweep/words.ts';
import { Label, XUnit } from '../../../ui/charts/drawing/marks.tsx';
import type { Scales } from '../../../ui/charts/drawing/use-scales.ts';
import type { Explore } from '../../../ui/charts/explore/explore.ts';
import { PlotFigure } from '../../../ui/charts/PlotFigure.tsx';
import { series } from '../../../ui/primitives/arms.ts';
import { constant, useCell } from '../../../ui/primitives/cell.ts';
import { compact } from '../../../ui/primitives/numbers.ts';
import css from '../sweep.module.css';
import type { SweepPlotProps } from './SweepChart.tsx';
import {
  isShare,
  shareEnd,
  sweepMapView,
  type SweepCell,
  type SweepMapView,
  type SweepMeasure,
} from './view.ts';

/** Deepest shade, so that numbers stay readable. */
const deepest = 0.55;
/** Narrowest cell that has room for an interval, px. */
const roomy = 84;
/** Narrowest cell that has room for a number, px. */
const narrow = 26;

export function SweepMap({ sweep, arm, measure, axis, figure }: SweepPlotProps & { readonly arm: ArmId }) {
  const view = useMemo(() => sweepMapView(sweep, arm, measure, axis), [sweep, arm, measure, axis]);
  const cell = useMemo(() => constant(view), [view]);
  const { rows, columns } = view;
  const cells = view.cells.toSorted((a, b) => a.row - b.row || a.column - b.column);
  const points = cells.map(({ row, column }, place) => ({ place, x: column + 0.5, y: row + 0.5 }));
  const words = (texts: readonly string[], at: number): string => texts[Math.floor(at)]!.replace(/ .*$/, '');
  return (
    <PlotFigure
      {...figure}
      view={cell}
      axis={{
        domain: [0, cells.length - 1],
        isFixed: true,
        columns: columns.length,
        places: points.map(({ place }) => place),
      }}
      read={(at) => {
        const { label, color } = series[arm];
        const { spread, failed } = cells[at]!;
        const interval = intervalText(spread, measure);
        const text = `${cellText(spread, failed, measure)}${interval === null ? '' : ` (${interval})`}`;
        return [{ label, color, text }];
      }}
      place={(at) => pointName(sweep.knobs, cells[at]!.values)}
      idle={null}
      frame={{
        xDomain: [0, columns.length],
        yDomain: [rows.length, 0],
        xTicks: columns.map((_, i) => i + 0.5),
        yTicks: rows.map((_, i) => i + 0.5),
        xText: (at) => words(columns, at),
        yText: (at) => words(rows, at),
        names: [view.columnLabel],
      }}
      points={points}
      grasp={Infinity}
      marks={(scales, explore) => (
        <>
          <XUnit scales={scales}>{view.columnLabel}</XUnit>
          <Label x={0} y={scales.top - 6}>
            {`${view.rowLabel} ↓`}
          </Label>
          {cells.map((one, place) => (
            <Cell
              key={place}
              cell={one}
              fill={shadeOf(one, view, arm, measure)}
              measure={measure}
              scales={scales}
            />
          ))}
          <Cursor explore={explore} cells={cells} scales={scales} />
        </>
      )}
    />
  );
}

const boxOf = ({ row, column }: SweepCell, { x, y }: Scales) => ({
  x: x(column) + 1,
  y: y(row) + 1,
  width: x(column + 1) - x(column) - 2,
  height: y(row + 1) - y(row) - 2,
});

interface CursorProps {
  readonly explore: Explore;
  readonly cells: readonly SweepCell[];
  readonly scales: Scales;
}

function Cursor({ explore, cells, scales }: CursorProps) {
  const at = useCell(explore.at);
  const cell = at === null ? undefined : cells[at];
  return cell === undefined ? null : (
    <rect {...boxOf(cell, scales)} className={css['cursor']} data-export="no" />
  );
}

interface CellProps {
  readonly cell: SweepCell;
  readonly fill: { readonly fill: string; readonly fillOpacity: number };
  readonly measure: SweepMeasure;
  readonly scales: Scales;
}

function Cell({ cell, fill, measure, scales }: CellProps) {
  const { spread, failed } = cell;
  const box = boxOf(cell, scales);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const interval = box.width < roomy ? null : intervalText(spread, measure);
  return (
    <>
      <rect {...box} style={fill} />
      {box.width >= narrow && (
        <text className={css['cell']} x={x} y={y - (interval === null ? 0 : 7)} dy="0.34em">
          {cellText(spread, failed, measure)}
        </text>
      )}
      {interval !== null && (
        <text className={css['cellSmall']} x={x} y={y + 8} dy="0.34em">
          {interval}
        </text>
      )}
    </>
  );
}

const textOf = (value: number, measure: SweepMeasure): string =>
  isShare(measure) ? shareEnd(value) : Number.isFinite(value) ? compact(value) : 'never';

const cellText = (spread: Spread | null, failed: boolean, measure: SweepMeasure): string =>
  spread === null ? (failed ? 'failed' : '·') : textOf(spread.median, measure);

function intervalText(spread: Spread | null, measure: SweepMeasure): string | null {
  const { low = null, high = null } = spread ?? {};
  if (low === null || high === null || !Number.isFinite(spread?.median)) return null;
  return `${textOf(low, measure).replace(' %', '')} to ${textOf(high, measure)}`;
}

/** Shares: the deeper, the more was saved; the control's colour where it cost more. Else: deeper is better. */
function shadeOf(
  { spread }: SweepCell,
  { range: [low, high] }: SweepMapView,
  arm: ArmId,
  measure: SweepMeasure,
): CellProps['fill'] {
  const value = spread?.median ?? NaN;
  if (!Number.isFinite(value)) return { fill: 'var(--wash)', fillOpacity: 1 };
  if (isShare(measure)) {
    const { color } = series[value < 0 ? controlArm : arm];
    return { fill: color, fillOpacity: deepest * Math.min(1, Math.abs(value)) };
  }
  const share = high > low ? (value - low) / (high - low) : 0.5;
  const isBetterHigh = measure === 'test';
  return { fill: series[arm].color, fillOpacity: deepest * (isBetterHigh ? share : 1 - share) };
}
