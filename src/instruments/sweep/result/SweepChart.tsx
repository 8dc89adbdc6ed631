/** One swept setting: a line for every arm, medians over seeds with their intervals. */
import { useMemo } from 'react';
import type { CostAxis } from '../../../record/cost.ts';
import type { Spread, Sweep } from '../../../record/sweep/sweep.ts';
import charts from '../../../ui/charts/charts.module.css';
import { Ends, Clip, Curve, Label, XUnit } from '../../../ui/charts/drawing/marks.tsx';
import type { Scales } from '../../../ui/charts/drawing/use-scales.ts';
import { valueAt } from '../../../ui/charts/explore/explore.ts';
import type { Reading } from '../../../ui/charts/explore/Explored.tsx';
import { PlotFigure, type PlotFigureProps } from '../../../ui/charts/PlotFigure.tsx';
import { series } from '../../../ui/primitives/arms.ts';
import { constant } from '../../../ui/primitives/cell.ts';
import { compact, percent } from '../../../ui/primitives/numbers.ts';
import css from '../sweep.module.css';
import {
  costText,
  isSaved,
  isShare,
  numberText,
  savedText,
  sweepChartView,
  type SweepChartView,
  type SweepLine,
  type SweepMark,
  type SweepMeasure,
} from './view.ts';

export interface SweepPlotProps {
  readonly sweep: Sweep;
  readonly measure: SweepMeasure;
  readonly axis: CostAxis;
  /** What chart and map have in common. */
  readonly figure: Pick<
    PlotFigureProps,
    'title' | 'area' | 'of' | 'picks' | 'tools' | 'legend' | 'note' | 'table' | 'allRows'
  >;
}

/** Room at both ends of the axis, for lines side by side: a share of it. */
const padding = 0.04;

export function SweepChart({ sweep, measure, axis, figure }: SweepPlotProps) {
  const view = useMemo(() => sweepChartView(sweep, measure, axis), [sweep, measure, axis]);
  const cell = useMemo(() => constant(view), [view]);
  const { ticks, lines, xLabel, xLogarithmic: logarithmic } = view;
  const places = ticks.map(({ place }) => place);
  const values = { domain: [places[0] ?? 1, places.at(-1) ?? 10], logarithmic, places } as const;
  const domain = [valueAt(values, -padding), valueAt(values, 1 + padding)] as const;
  const number = (value: number): string => (isShare(measure) ? percent(value, 0) : compact(value));
  const isEmpty = lines.every(({ marks }) => marks.every(isNever));
  const nameOf = (at: number): string => ticks.find(({ place }) => place === at)?.text ?? '';
  const textOf = ({ spread, ...seeds }: SweepMark): string =>
    isSaved(spread)
      ? savedText(spread)
      : measure === 'cost'
        ? costText(spread, seeds, number)
        : numberText(spread, number);
  const read = (at: number): Reading[] =>
    lines.flatMap(({ arm, marks }) => {
      const mark = marks.find(({ place }) => place === at);
      const { label, color } = series[arm];
      return mark === undefined ? [] : [{ label, color, text: textOf(mark) }];
    });
  return (
    <PlotFigure
      {...figure}
      view={cell}
      axis={{ ...values, domain }}
      read={read}
      place={(at) => `${xLabel} ${nameOf(at)}`}
      idle={null}
      frame={{
        yDomain: view.yDomain,
        logX: logarithmic,
        logY: view.yLogarithmic,
        xTicks: places,
        xText: nameOf,
        yText: isEmpty ? () => '' : number,
        names: [...lines.map(({ arm }) => series[arm].label), xLabel],
      }}
      marks={(scales) => <Marks view={view} end={domain[1]} scales={scales} />}
    />
  );
}

const isNever = ({ spread }: SweepMark): boolean => !Number.isFinite(spread.median);

interface MarksProps {
  readonly view: SweepChartView;
  readonly end: number;
  readonly scales: Scales;
}

/** px */
const apart = 5;

function Marks({ view: { lines, xLabel, yDomain, note }, end, scales }: MarksProps) {
  const { y, left, right, top } = scales;
  return (
    <>
      <XUnit scales={scales}>{xLabel}</XUnit>
      {yDomain[0] < 0 && <path d={`M${left} ${y(0)}H${right}`} className={css['zero']} />}
      {note !== '' && (
        <Label x={left} y={top - 6}>
          {note}
        </Label>
      )}
      <Clip scales={scales}>
        {lines.map((line, index) => (
          <Line key={line.arm} line={line} shift={(index - (lines.length - 1) / 2) * apart} scales={scales} />
        ))}
      </Clip>
      <Ends
        scales={scales}
        ends={lines.flatMap(({ arm, marks }) => {
          const last = marks.findLast((mark) => !isNever(mark));
          const { label: text, color } = series[arm];
          return last === undefined ? [] : [{ key: arm, text, color, x: end, y: last.spread.median }];
        })}
      />
    </>
  );
}

interface LineProps {
  readonly line: SweepLine;
  /** Arms are drawn side by side, so that their intervals do not cover each other. */
  readonly shift: number;
  readonly scales: Scales;
}

function Line({ line: { arm, marks }, shift, scales }: LineProps) {
  const { color, dash } = series[arm];
  const { x, y, top, bottom } = scales;
  const at = ({ place }: SweepMark): number => x(place) + shift;
  const known = marks.filter((mark) => !isNever(mark));
  const of = (median: number): SweepMark[] => marks.filter(({ spread }) => spread.median === median);
  // A mark without a number is a gap in the line.
  const d = marks
    .map((mark, i) => {
      const before = marks[i - 1];
      const go = before === undefined || isNever(before) ? 'M' : 'L';
      return isNever(mark) ? '' : `${go}${at(mark).toFixed(1)} ${y(mark.spread.median).toFixed(1)}`;
    })
    .join('');
  return (
    <>
      <Curve d={d} color={color} dash={dash} />
      <g style={{ stroke: color }} className={css['ticks']}>
        <path d={known.map((mark) => whisker(at(mark), mark.spread, scales)).join('')} />
        <path
          d={of(Infinity)
            .map((mark) => `M${at(mark).toFixed(1)} ${top + 10}v-9m-3 3l3 -3l3 3`)
            .join('')}
        />
      </g>
      {known.map((mark) => (
        <circle
          key={mark.place}
          className={charts['dot']}
          cx={at(mark)}
          cy={y(mark.spread.median)}
          r={3.6}
          style={{ fill: color }}
        />
      ))}
      {of(-Infinity).map((mark) => (
        <circle
          key={mark.place}
          className={charts['hollow']}
          cx={at(mark)}
          cy={bottom - 5}
          r={3.6}
          style={{ stroke: color }}
        />
      ))}
    </>
  );
}

/** Ends outside the plot, or without a number, have no cap. */
function whisker(x: number, { low, high }: Spread, { y, top, bottom }: Scales): string {
  if (low === null || high === null) return '';
  const from = Number.isFinite(low) ? Math.min(bottom, y(low)) : bottom;
  const to = Number.isFinite(high) ? Math.max(top, y(high)) : top;
  const cap = (end: number, value: number): string =>
    end === y(value) ? `M${(x - 2.5).toFixed(1)} ${end.toFixed(1)}h5` : '';
  return `M${x.toFixed(1)} ${from.toFixed(1)}V${to.toFixed(1)}${cap(from, low)}${cap(to, high)}`;
}
