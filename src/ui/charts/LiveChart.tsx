/**
 * The one wrapper around recharts: frame, axes and grid, tuned for live data. What is drawn inside are
 * layers (children that keep their identity): they watch their data themselves and place it with
 * `useScales`, so new data re-renders a few paths and never the frame.
 */
import { memo, useMemo, type ReactNode } from 'react';
import { CartesianGrid, LineChart, XAxis, YAxis } from 'recharts';
import { compact } from '../primitives/numbers.ts';
import css from './charts.module.css';
import { linearTicks, logTicks } from './drawing/ticks.ts';
import { useSize } from './drawing/use-size.ts';

interface LiveChartProps {
  readonly xMax: number;
  readonly yLow: number;
  readonly yHigh: number;
  readonly logarithmic?: boolean;
  /** Small multiples go without axes. */
  readonly bare?: boolean;
  readonly children: ReactNode;
}

// Layers bring their own data; recharts freezes what it is given, so it is given nothing.
const noRows: never[] = [];
const margin = { top: 8, right: 94, bottom: 0, left: 0 };
const bareMargin = { top: 2, right: 2, bottom: 2, left: 2 };
const tick = { fontSize: 11, fill: 'var(--ink-soft)', fontFamily: 'var(--mono)' };
const axis = {
  axisLine: false,
  tickLine: false,
  interval: 0,
  tick,
  type: 'number',
  allowDataOverflow: true,
} as const;

export const LiveChart = memo(function LiveChart(props: LiveChartProps) {
  const { xMax, yLow, yHigh, logarithmic = false, bare = false, children } = props;
  const [box, size] = useSize<HTMLDivElement>();
  const width = size?.width ?? 0;
  const height = size?.height ?? 0;
  const xDomain = useMemo(() => [0, xMax], [xMax]);
  const yDomain = useMemo(() => [yLow, yHigh], [yLow, yHigh]);
  const xTicks = useMemo(() => linearTicks(0, xMax, Math.max(2, Math.min(5, width / 80))), [xMax, width]);
  const yTicks = useMemo(
    () =>
      logarithmic ? logTicks(yLow, yHigh) : linearTicks(yLow, yHigh, Math.max(2, Math.min(5, height / 60))),
    [logarithmic, yLow, yHigh, height],
  );
  return (
    <div ref={box} className={css['canvas']}>
      {width > 0 && height > 0 && (
        <LineChart
          width={width}
          height={height}
          data={noRows}
          margin={bare ? bareMargin : margin}
          accessibilityLayer={false}
        >
          {!bare && <CartesianGrid vertical={false} syncWithTicks stroke="var(--rule)" />}
          <XAxis
            {...axis}
            dataKey="x"
            domain={xDomain}
            ticks={xTicks}
            tickFormatter={String}
            height={22}
            hide={bare}
          />
          <YAxis
            {...axis}
            scale={logarithmic ? 'log' : 'linear'}
            domain={yDomain}
            ticks={yTicks}
            tickFormatter={compact1}
            width={52}
            hide={bare}
          />
          {children}
        </LineChart>
      )}
    </div>
  );
});

const compact1 = (value: number): string => compact(value);
