/** The marks of the sweep's chart: axes, an arm's line with its intervals, names at line ends. Plain SVG. */
import type { Spread } from '../../../record/sweep/sweep.ts';
import type { SweepChartView, SweepLine, SweepMark } from './view.ts';
import { roomFor } from '../../../ui/charts/drawing/labels.ts';
import { spread as keepApart } from '../../../ui/charts/drawing/paths.ts';
import { linearTicks, logTicks } from '../../../ui/charts/drawing/ticks.ts';
import { series } from '../../../ui/primitives/arms.ts';
import { axisScale, fitting, type Place } from './plot-scale.ts';
import css from '../sweep.module.css';

export interface Frame {
  readonly x: Place;
  readonly y: Place;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const chartHeight = 300;
const letter = 6.7;

export function frameOf(
  { ticks, lines, xLogarithmic, yDomain, yLogarithmic }: SweepChartView,
  width: number,
): Frame {
  const left = 56;
  const right = Math.max(
    left + 40,
    width -
      roomFor(
        lines.map(({ arm }) => series[arm].label),
        10,
      ),
  );
  const top = 16;
  const bottom = chartHeight - 40;
  const places = ticks.map(({ place }) => place);
  const ends = [places[0] ?? 0, places.at(-1) ?? 1] as const;
  return {
    x: axisScale(ends, [left + 14, right - 14], xLogarithmic),
    y: axisScale(yDomain, [bottom, top], yLogarithmic),
    left,
    right,
    top,
    bottom,
  };
}

export function Axes({
  view,
  frame,
  text,
}: {
  readonly view: SweepChartView;
  readonly frame: Frame;
  readonly text: (value: number) => string;
}) {
  const { x, y, left, right, top, bottom } = frame;
  const [low, high] = view.yDomain;
  const isEmpty = view.lines.every(({ marks: known }) => known.every(({ spread }) => isNever(spread)));
  const marks = isEmpty ? [] : view.yLogarithmic ? logTicks(low, high) : linearTicks(low, high, 5);
  const places = view.ticks.map(({ place }) => x(place));
  const shown = fitting(
    places,
    view.ticks.map((tick) => tick.text.length * letter),
    6,
  );
  return (
    <>
      <path
        className={css['grid']}
        d={marks.map((mark) => `M${left} ${y(mark).toFixed(1)}H${right}`).join('')}
      />
      {low < 0 && <path className={css['zero']} d={`M${left} ${y(0)}H${right}`} />}
      {marks.map((mark) => (
        <text key={mark} className={css['tick']} x={left - 8} y={y(mark)} dy="0.34em" textAnchor="end">
          {text(mark)}
        </text>
      ))}
      <path className={css['grid']} d={places.map((place) => `M${place.toFixed(1)} ${bottom}v4`).join('')} />
      {shown.map((index) => (
        <text key={index} className={css['tick']} x={places[index]} y={bottom + 16} textAnchor="middle">
          {view.ticks[index]?.text}
        </text>
      ))}
      <text className={css['axisLabel']} x={(left + right) / 2} y={bottom + 33} textAnchor="middle">
        {view.xLabel}
      </text>
      {view.note !== '' && (
        <text className={css['axisLabel']} x={left} y={top - 5}>
          {view.note}
        </text>
      )}
    </>
  );
}

const isNever = ({ median }: Spread): boolean => !Number.isFinite(median);

/** Arms stand side by side, so that their intervals do not cover each other. */
export function Line({
  line: { arm, marks },
  frame,
  shift,
}: {
  readonly line: SweepLine;
  readonly frame: Frame;
  readonly shift: number;
}) {
  const { color, dash } = series[arm];
  const { x, y, top, bottom } = frame;
  const at = (place: number): number => x(place) + shift;
  const known = marks.filter(({ spread }) => !isNever(spread));
  // What has no number is a gap in the line.
  const isKnown = (mark: SweepMark | undefined): boolean => mark !== undefined && !isNever(mark.spread);
  const d = marks
    .map(({ place, spread }, i) =>
      isNever(spread)
        ? ''
        : `${isKnown(marks[i - 1]) ? 'L' : 'M'}${at(place).toFixed(1)} ${y(spread.median).toFixed(1)}`,
    )
    .join('');
  const whiskers = known.map(({ place, spread }) => whisker(at(place), spread, frame)).join('');
  const missed = marks
    .filter(({ spread }) => spread.median === Infinity)
    .map(({ place }) => `M${at(place).toFixed(1)} ${top + 10}v-9m-3 3l3 -3l3 3`)
    .join('');
  return (
    <g style={{ stroke: color }}>
      <path className={css['line']} d={d} strokeDasharray={dash ?? undefined} />
      <path className={css['whisker']} d={whiskers} />
      <path className={css['missed']} d={missed} />
      {known.map(({ place, spread }) => (
        <circle
          key={place}
          className={css['dot']}
          cx={at(place)}
          cy={y(spread.median)}
          r={3.6}
          style={{ fill: color }}
        />
      ))}
      {marks
        .filter(({ spread }) => spread.median === -Infinity)
        .map(({ place }) => (
          <circle key={place} className={css['hollow']} cx={at(place)} cy={bottom - 5} r={3.6} />
        ))}
    </g>
  );
}

/** Ends that lie outside, or nowhere, have no cap. */
function whisker(x: number, { low, high }: Spread, { y, top, bottom }: Frame): string {
  if (low === null || high === null) return '';
  const from = Number.isFinite(low) ? Math.min(bottom, y(low)) : bottom;
  const to = Number.isFinite(high) ? Math.max(top, y(high)) : top;
  const cap = (end: number, value: number): string =>
    end === y(value) ? `M${(x - 2.5).toFixed(1)} ${end.toFixed(1)}h5` : '';
  return `M${x.toFixed(1)} ${from.toFixed(1)}V${to.toFixed(1)}${cap(from, low)}${cap(to, high)}`;
}

/** Names at the ends of the lines. */
export function Names({ view, frame }: { readonly view: SweepChartView; readonly frame: Frame }) {
  const named = view.lines.flatMap(({ arm, marks }) => {
    const last = marks.findLast(({ spread }) => !isNever(spread));
    return last === undefined ? [] : [{ arm, y: frame.y(last.spread.median) }];
  });
  const placed = keepApart(
    named.map(({ y }) => y),
    15,
    frame.top,
    frame.bottom - 4,
  );
  return named.map(({ arm }, index) => (
    <text
      key={arm}
      className={css['armLabel']}
      style={{ fill: series[arm].color }}
      x={frame.right + 6}
      y={placed[index]}
      dy="0.34em"
    >
      {series[arm].label}
    </text>
  ));
}
