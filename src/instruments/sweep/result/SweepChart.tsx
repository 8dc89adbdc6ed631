/** One swept setting: a line for every arm, medians over seeds with their intervals. */
import { useContext, useMemo, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { Sweep } from '../../../record/sweep/sweep.ts';
import {
  sweepChartView,
  isSaved,
  isShare,
  type SweepChartView,
  type SweepMark,
  type SweepMeasure,
} from './view.ts';
import type { CostAxis } from '../../../record/cost.ts';
import { OnSheet } from '../../../ui/charts/export/on-sheet.ts';
import { Readout } from '../../../ui/charts/Readout.tsx';
import { useSize } from '../../../ui/charts/drawing/use-size.ts';
import { series } from '../../../ui/primitives/arms.ts';
import { compact, percent } from '../../../ui/primitives/numbers.ts';
import type { Place } from './plot-scale.ts';
import { Axes, chartHeight, frameOf, Line, Names } from './SweepMarks.tsx';
import { costText, numberText, savedText } from './spread-words.ts';
import css from '../sweep.module.css';

type Text = (value: number) => string;

interface SweepChartProps {
  readonly sweep: Sweep;
  readonly measure: SweepMeasure;
  readonly axis: CostAxis;
  /** Told what is under the pointer, or null. */
  readonly onRead: (readout: ReactNode) => void;
}

export function SweepChart({ sweep, measure, axis, onRead }: SweepChartProps) {
  const [box, size] = useSize<HTMLDivElement>();
  const [at, setAt] = useState<number | null>(null);
  const view = useMemo(() => sweepChartView(sweep, measure, axis), [sweep, measure, axis]);
  // Drawn for the usual type, and scaled with it.
  const scale = size?.scale ?? 1;
  const width = (size?.width ?? 0) / scale;
  const frame = frameOf(view, width);
  const text = (value: number): string => (isShare(measure) ? percent(value, 0) : compact(value));
  const look = (index: number | null): void => {
    if (index === at) return;
    setAt(index);
    onRead(index === null ? null : readoutOf(view, index, (mark) => markText(mark, measure, text)));
  };
  const onSheet = useContext(OnSheet);
  const onKeyDown = (event: KeyboardEvent): void => {
    const last = view.ticks.length - 1;
    const next = {
      ArrowRight: Math.min(last, (at ?? -1) + 1),
      ArrowLeft: Math.max(0, (at ?? last + 1) - 1),
      Home: 0,
      End: last,
      Escape: null,
    }[event.key];
    if (next === undefined || last < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    look(next);
  };
  const keys = !onSheet && { tabIndex: 0, onKeyDown, onBlur: () => look(null) };
  return (
    <div
      ref={box}
      className={css['canvas']}
      role="img"
      aria-label={onSheet ? view.summary : `${view.summary} Arrow keys move from value to value.`}
      style={{ minBlockSize: chartHeight * scale }}
      {...keys}
    >
      {width > 0 && (
        <svg width={width * scale} height={chartHeight * scale} viewBox={`0 0 ${width} ${chartHeight}`}>
          <Axes view={view} frame={frame} text={text} />
          {at !== null && (
            <path
              className={css['cursor']}
              d={`M${frame.x(view.ticks[at]?.place ?? 0)} ${frame.top}V${frame.bottom}`}
            />
          )}
          {view.lines.map((line, index) => (
            <Line
              key={line.arm}
              line={line}
              frame={frame}
              shift={(index - (view.lines.length - 1) / 2) * 5}
            />
          ))}
          <Names view={view} frame={frame} />
          <rect
            className={css['hit']}
            data-export="no"
            x={frame.left - 12}
            y={frame.top}
            width={Math.max(0, frame.right - frame.left + 24)}
            height={frame.bottom - frame.top}
            onPointerMove={({ currentTarget, clientX }) => {
              const across = (clientX - currentTarget.getBoundingClientRect().left) / scale;
              look(nearestTick(view, frame.x, across + frame.left - 12));
            }}
            onPointerLeave={() => look(null)}
          />
        </svg>
      )}
    </div>
  );
}

/** A mark of shares says of how many pairs it is. */
const markText = ({ spread, ...seeds }: SweepMark, measure: SweepMeasure, text: Text): string =>
  isSaved(spread)
    ? savedText(spread)
    : measure === 'cost'
      ? costText(spread, seeds, text)
      : numberText(spread, text);

function nearestTick({ ticks }: SweepChartView, x: Place, pixel: number): number | null {
  const distances = ticks.map(({ place }) => Math.abs(x(place) - pixel));
  const least = Math.min(...distances);
  return distances.length === 0 ? null : distances.indexOf(least);
}

function readoutOf(view: SweepChartView, index: number, text: (mark: SweepMark) => string): ReactNode {
  const tick = view.ticks[index];
  if (tick === undefined) return null;
  const entries = view.lines.flatMap(({ arm, marks }) => {
    const mark = marks.find(({ place }) => place === tick.place);
    if (mark === undefined) return [];
    return [{ label: series[arm].label, color: series[arm].color, text: text(mark) }];
  });
  return <Readout at={`${view.xLabel} ${tick.text}`} entries={entries} />;
}
