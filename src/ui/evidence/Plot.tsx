/** A small chart's frame, in plain SVG: horizontal hairlines, marks at the axes, and room for names at the right. */
import type { ReactNode } from 'react';
import charts from '../charts/charts.module.css';
import type { Scales } from '../charts/drawing/use-scales.ts';
import { roomFor } from '../charts/drawing/labels.ts';
import { linearTicks, logTicks } from '../charts/drawing/ticks.ts';
import { useSize, type Size } from '../charts/drawing/use-size.ts';
import css from './evidence.module.css';

interface PlotProps {
  /** From left to right; a falling one is drawn falling. */
  readonly xDomain: readonly [number, number];
  readonly yDomain: readonly [number, number];
  readonly logarithmicX?: boolean;
  readonly xText: (value: number) => string;
  readonly yText: (value: number) => string;
  /** What stands at the ends of curves. */
  readonly names?: readonly string[];
  readonly children: (scales: Scales) => ReactNode;
}

const margin = { top: 12, bottom: 22, left: 48 };
/** For the unit of the x axis. */
const least = 104;

export function Plot(props: PlotProps) {
  const [box, size] = useSize<HTMLDivElement>();
  return (
    <div ref={box} className={charts['canvas']}>
      {size !== null && size.width > margin.left + least && <Drawing {...props} size={size} />}
    </div>
  );
}

function Drawing({
  size,
  xDomain,
  yDomain,
  logarithmicX = false,
  xText,
  yText,
  names = [],
  children,
}: PlotProps & { readonly size: Size }) {
  const { width, height } = size;
  const right = width - Math.max(least, roomFor(names));
  const scales = scalesOf(size, right, xDomain, yDomain, logarithmicX);
  const [low, high] = [Math.min(...xDomain), Math.max(...xDomain)];
  const room = Math.max(2, Math.min(6, (scales.right - scales.left) / 70));
  const xTicks = logarithmicX ? thinned(logTicks(low, high), room) : linearTicks(low, high, room);
  const yTicks = linearTicks(yDomain[0], yDomain[1], Math.max(2, Math.min(5, height / 50)));
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <path
        d={yTicks
          .map((tick) => `M${scales.left} ${Math.round(scales.y(tick)) + 0.5}H${scales.right}`)
          .join('')}
        className={css['grid']}
      />
      {yTicks.map((tick) => (
        <text
          key={tick}
          x={scales.left - 8}
          y={scales.y(tick)}
          dy="0.34em"
          textAnchor="end"
          className={css['tick']}
        >
          {yText(tick)}
        </text>
      ))}
      {xTicks.map((tick) => (
        <text key={tick} x={scales.x(tick)} y={height - 7} textAnchor="middle" className={css['tick']}>
          {xText(tick)}
        </text>
      ))}
      {children(scales)}
    </svg>
  );
}

function scalesOf(
  { height }: Size,
  right: number,
  [x0, x1]: readonly [number, number],
  [y0, y1]: readonly [number, number],
  logarithmic: boolean,
): Scales {
  const left = margin.left;
  const top = margin.top;
  const bottom = height - margin.bottom;
  const along = (value: number): number => (logarithmic ? Math.log(value) : value);
  const share = (value: number): number =>
    x0 === x1 ? 0.5 : (along(value) - along(x0)) / (along(x1) - along(x0));
  return {
    x: (value) => left + share(value) * (right - left),
    y: (value) => bottom - ((value - y0) / (y1 - y0)) * (bottom - top),
    left,
    right,
    top,
    bottom,
  };
}

/** At most so many marks: first every power of ten alone, then every other. */
function thinned(ticks: readonly number[], most: number): readonly number[] {
  const every = Math.max(1, Math.ceil(ticks.length / most));
  return ticks.filter((_, index) => index % every === 0);
}
