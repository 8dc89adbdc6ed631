/** A plain SVG plot: hairlines, marks of the axes, and a drawing function that is given the scales. Small enough to draw anew. */
import type { ReactNode } from 'react';
import charts from '../../charts/charts.module.css';
import { linearTicks } from '../../charts/drawing/ticks.ts';
import { useSize } from '../../charts/drawing/use-size.ts';
import type { Scales } from '../../charts/drawing/use-scales.ts';
import { compact } from '../../primitives/numbers.ts';
import css from '../Lab.module.css';

type Domain = readonly [low: number, high: number];

interface Margin {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

interface FrameProps {
  readonly xDomain: Domain;
  readonly yDomain: Domain;
  /** One unit is as long up as it is across: the shorter side shows more. */
  readonly equal?: boolean;
  /** Small multiples go without axes. */
  readonly bare?: boolean;
  /** Room for labels at line ends, px. */
  readonly right?: number;
  readonly children: (scales: Scales) => ReactNode;
}

const bareMargin: Margin = { top: 2, right: 2, bottom: 2, left: 2 };

export function Frame(props: FrameProps) {
  const { xDomain, yDomain, equal = false, bare = false, right = 96, children } = props;
  const [box, size] = useSize<HTMLDivElement>();
  const margin = bare ? bareMargin : { top: 8, right, bottom: 22, left: 48 };
  const area =
    size === null || size.width <= margin.left + margin.right || size.height <= margin.top + margin.bottom
      ? null
      : size;
  return (
    <div ref={box} className={charts['canvas']}>
      {area !== null && <Drawing {...{ ...area, margin, xDomain, yDomain, equal, bare }}>{children}</Drawing>}
    </div>
  );
}

interface DrawingProps extends Pick<FrameProps, 'xDomain' | 'yDomain' | 'children'> {
  readonly width: number;
  readonly height: number;
  readonly margin: Margin;
  readonly equal: boolean;
  readonly bare: boolean;
}

function Drawing(props: DrawingProps) {
  const { width, height, margin, equal, bare, children } = props;
  const across = width - margin.left - margin.right;
  const up = height - margin.top - margin.bottom;
  const { xDomain, yDomain } = equal ? withEqualUnits(props.xDomain, props.yDomain, across, up) : props;
  const scale =
    ([low, high]: Domain, from: number, length: number) =>
    (value: number) =>
      from + ((value - low) / (high - low)) * length;
  const scales: Scales = {
    x: scale(xDomain, margin.left, across),
    y: scale(yDomain, margin.top + up, -up),
    left: margin.left,
    right: margin.left + across,
    top: margin.top,
    bottom: margin.top + up,
  };
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      {!bare && <Axes {...{ scales, xDomain, yDomain, across, up }} />}
      {children(scales)}
    </svg>
  );
}

interface AxesProps {
  readonly scales: Scales;
  readonly xDomain: Domain;
  readonly yDomain: Domain;
  readonly across: number;
  readonly up: number;
}

function Axes({ scales, xDomain, yDomain, across, up }: AxesProps) {
  const { x, y, left, right, bottom } = scales;
  const xTicks = linearTicks(...xDomain, Math.max(2, Math.min(6, across / 80)));
  const yTicks = linearTicks(...yDomain, Math.max(2, Math.min(6, up / 55)));
  return (
    <>
      <path
        className={css['grid']}
        d={yTicks.map((tick) => `M${left} ${y(tick).toFixed(1)}H${right}`).join('')}
      />
      {yTicks.map((tick) => (
        <text key={tick} x={left - 8} y={y(tick)} dy="0.34em" textAnchor="end" className={css['tick']}>
          {compact(tick)}
        </text>
      ))}
      {xTicks.map((tick) => (
        <text key={tick} x={x(tick)} y={bottom + 16} textAnchor="middle" className={css['tick']}>
          {compact(tick)}
        </text>
      ))}
    </>
  );
}

/** Widens the domain that has room to spare. */
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
