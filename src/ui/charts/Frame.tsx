/**
 * The frame of a chart that is rendered as a whole: hairlines, axis marks, margin for names. For data during
 * training use `LiveChart`; both give their content the same scales.
 */
import type { ReactNode } from 'react';
import { compact } from '../primitives/numbers.ts';
import css from './charts.module.css';
import { fitting, roomFor } from './drawing/labels.ts';
import { linearTicks, logTicks } from './drawing/ticks.ts';
import { TypeScale, useSize, type Size } from './drawing/use-size.ts';
import type { Scales } from './drawing/use-scales.ts';
import type { Domain } from './explore/explore.ts';

interface FrameProps {
  /** May be descending. */
  readonly xDomain: Domain;
  readonly yDomain: Domain;
  readonly logX?: boolean;
  readonly logY?: boolean;
  readonly xText?: (value: number) => string;
  readonly yText?: (value: number) => string;
  /** Places of marks instead of round ones; those of the x axis that would touch are left out. */
  readonly xTicks?: readonly number[];
  /** Rows of a map have no hairlines. */
  readonly yTicks?: readonly number[];
  /** Equal units on both axes: the shorter side shows more. */
  readonly equal?: boolean;
  /** Small multiples go without axes. */
  readonly bare?: boolean;
  /** Names at the ends of curves. */
  readonly names?: readonly string[];
  /** Right margin without names, px at the usual type. */
  readonly right?: number;
  readonly children: (scales: Scales) => ReactNode;
}

/** px at the usual type. */
const margins = { top: 12, bottom: 22, left: 48 };
const bareMargin = 2;
/** Width of a letter at the axes, and how near to an end of the x axis a mark is at that end, px. */
const letter = 6.7;
const margin = 8;

export function Frame(props: FrameProps) {
  const [box, size] = useSize<HTMLDivElement>();
  return (
    <div ref={box} className={css['canvas']}>
      {size !== null && <Drawing {...props} size={size} />}
    </div>
  );
}

function Drawing({ size, ...props }: FrameProps & { readonly size: Size }) {
  const { bare = false, equal = false, logX = false, logY = false, names, right, children } = props;
  const { width, height, scale } = size;
  const area = bare
    ? { left: bareMargin, right: width - bareMargin, top: bareMargin, bottom: height - bareMargin }
    : {
        left: margins.left * scale,
        right: width - (right ?? roomFor(names ?? [])) * scale,
        top: margins.top * scale,
        bottom: height - margins.bottom * scale,
      };
  const [across, up] = [area.right - area.left, area.bottom - area.top];
  if (across <= 0 || up <= 0) return null;
  const { xDomain, yDomain } = equal ? withEqualUnits(props.xDomain, props.yDomain, across, up) : props;
  const scales: Scales = {
    ...area,
    x: scaleOf(xDomain, area.left, across, logX),
    y: scaleOf(yDomain, area.bottom, -up, logY),
  };
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <TypeScale value={scale}>
        {!bare && <Axes {...props} xDomain={xDomain} yDomain={yDomain} scales={scales} scale={scale} />}
        {children(scales)}
      </TypeScale>
    </svg>
  );
}

/** Values without a place on a log axis are far below its low end, outside of the plot. */
export function scaleOf(
  [from, to]: Domain,
  start: number,
  length: number,
  logarithmic: boolean,
): Scales['x'] {
  if (from === to) return () => start + length / 2;
  if (!logarithmic) return (value) => start + ((value - from) / (to - from)) * length;
  const span = Math.log(to / from);
  return (value) => start + (value > 0 ? Math.log(value / from) / span : from < to ? -1 : 2) * length;
}

interface AxesProps extends FrameProps {
  readonly scales: Scales;
  readonly scale: number;
}

function Axes(props: AxesProps) {
  const { xDomain, yDomain, logX = false, logY = false, scales, scale } = props;
  const { xText = compact, yText = compact } = props;
  const { x, y, left, right, top, bottom } = scales;
  const [low, high] = [Math.min(...xDomain), Math.max(...xDomain)];
  const xCount = Math.max(2, Math.min(6, (right - left) / (70 * scale)));
  const yCount = Math.max(2, Math.min(5, (bottom - top) / (50 * scale)));
  const wished = props.xTicks?.filter((tick) => x(tick) > left - margin && x(tick) < right + margin);
  const xTicks =
    wished === undefined
      ? logX
        ? thinned(logTicks(low, high), xCount)
        : linearTicks(low, high, xCount)
      : fitting(
          wished.map(x),
          wished.map((tick) => letter * scale * xText(tick).length),
          6,
        ).map((index) => wished[index]!);
  const roundY = (): readonly number[] =>
    logY
      ? thinned(decadesOf(logTicks(...yDomain)), Math.max(2, (bottom - top) / (14 * scale)))
      : linearTicks(...yDomain, yCount);
  const yTicks = props.yTicks ?? roundY();
  const anchorOf = (place: number): 'start' | 'middle' | 'end' =>
    wished === undefined || (place - left >= margin && right - place >= margin)
      ? 'middle'
      : place - left < margin
        ? 'start'
        : 'end';
  return (
    <>
      {props.yTicks === undefined && (
        <path
          d={yTicks.map((tick) => `M${left} ${Math.round(y(tick)) + 0.5}H${right}`).join('')}
          className={css['grid']}
        />
      )}
      {yTicks.map((tick) => (
        <text key={tick} x={left - 8} y={y(tick)} dy="0.34em" textAnchor="end" className={css['tick']}>
          {yText(tick)}
        </text>
      ))}
      {xTicks.map((tick) => (
        <text
          key={tick}
          x={x(tick)}
          y={bottom + 15 * scale}
          textAnchor={anchorOf(x(tick))}
          className={css['tick']}
        >
          {xText(tick)}
        </text>
      ))}
    </>
  );
}

/** Powers of ten alone, unless they are too few to read values between them. */
function decadesOf(ticks: readonly number[]): readonly number[] {
  const decades = ticks.filter((tick) => Number.isInteger(Math.round(1e6 * Math.log10(tick)) / 1e6));
  return decades.length > 2 ? decades : ticks;
}

function thinned(ticks: readonly number[], most: number): readonly number[] {
  const every = Math.max(1, Math.ceil(ticks.length / most));
  return ticks.filter((_, index) => index % every === 0);
}

function withEqualUnits(
  xDomain: Domain,
  yDomain: Domain,
  across: number,
  up: number,
): { readonly xDomain: Domain; readonly yDomain: Domain } {
  const unit = Math.max((xDomain[1] - xDomain[0]) / across, (yDomain[1] - yDomain[0]) / up);
  const widened = ([low, high]: Domain, length: number): Domain => {
    const more = (unit * length - (high - low)) / 2;
    return [low - more, high + more];
  };
  return { xDomain: widened(xDomain, across), yDomain: widened(yDomain, up) };
}
