/**
 * The one wrapper around recharts: frame, axes and grid for live data. Its children are layers that keep their
 * identity: they watch their data and place it with `useScales`, so that new data re-renders a few paths and never
 * the frame.
 */
import { memo, useMemo, type ReactNode } from 'react';
import { LineChart, XAxis, YAxis } from 'recharts';
import { compact } from '../primitives/numbers.ts';
import css from './charts.module.css';
import { unitRoom } from './drawing/labels.ts';
import { linearTicks, logTicks } from './drawing/ticks.ts';
import { TypeScale, useSize } from './drawing/use-size.ts';
import { useScales } from './drawing/use-scales.ts';

interface LiveChartProps {
  readonly xMin?: number;
  readonly xMax: number;
  readonly yLow: number;
  readonly yHigh: number;
  readonly logarithmic?: boolean;
  /** Small multiples go without axes. */
  readonly bare?: boolean;
  readonly room?: number;
  readonly children: ReactNode;
}

// Layers have their own data; recharts freezes its data.
const noRows: never[] = [];
const marginAt = (scale: number, room: number) => ({
  top: 8 * scale,
  right: room * scale,
  bottom: 0,
  left: 0,
});
const bareMargin = { top: 2, right: 2, bottom: 2, left: 2 };
const tick = { style: { fontSize: 'var(--text-axis)' }, fill: 'var(--ink-soft)', fontFamily: 'var(--mono)' };
const axis = {
  axisLine: false,
  tickLine: false,
  interval: 0,
  tick,
  type: 'number',
  allowDataOverflow: true,
} as const;

export const LiveChart = memo(function LiveChart(props: LiveChartProps) {
  const { xMin = 0, xMax, yLow, yHigh, logarithmic = false, bare = false, room = unitRoom, children } = props;
  const [box, size] = useSize<HTMLDivElement>();
  const width = size?.width ?? 0;
  const height = size?.height ?? 0;
  const scale = size?.scale ?? 1;
  const xDomain = useMemo(() => [xMin, xMax], [xMin, xMax]);
  const yDomain = useMemo(() => [yLow, yHigh], [yLow, yHigh]);
  const margin = useMemo(() => (bare ? bareMargin : marginAt(scale, room)), [bare, scale, room]);
  const xTicks = useMemo(
    () => linearTicks(xMin, xMax, Math.max(2, Math.min(5, width / (80 * scale)))),
    [xMin, xMax, width, scale],
  );
  const yTicks = useMemo(
    () =>
      logarithmic
        ? logTicks(yLow, yHigh)
        : linearTicks(yLow, yHigh, Math.max(2, Math.min(5, height / (60 * scale)))),
    [logarithmic, yLow, yHigh, height, scale],
  );
  return (
    <div ref={box} className={css['canvas']} translate="no">
      {width > 0 && height > 0 && (
        <LineChart width={width} height={height} data={noRows} margin={margin} accessibilityLayer={false}>
          <XAxis
            {...axis}
            dataKey="x"
            domain={xDomain}
            ticks={xTicks}
            tickFormatter={String}
            height={22 * scale}
            hide={bare}
          />
          <YAxis
            {...axis}
            scale={logarithmic ? 'log' : 'linear'}
            domain={yDomain}
            ticks={yTicks}
            tickFormatter={compact1}
            width={52 * scale}
            hide={bare}
          />
          {!bare && <Grid ticks={yTicks} />}
          <TypeScale value={scale}>{children}</TypeScale>
        </LineChart>
      )}
    </div>
  );
});

const compact1 = (value: number): string => compact(value);

/** Horizontal hairlines at the marks of the y axis. */
function Grid({ ticks }: { readonly ticks: readonly number[] }) {
  const scales = useScales();
  if (scales === null) return null;
  const { y, left, right } = scales;
  return <path className={css['grid']} d={ticks.map((tick) => `M${left} ${y(tick)}H${right}`).join('')} />;
}
