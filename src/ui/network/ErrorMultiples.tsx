/** How far forecasts were off, tensor by tensor: bands over the weights, small and side by side, on one log axis. */
import { errorsView, type ForecastErrorsView } from '../../store/select/network/errors.ts';
import { useAppState, useUi, useView } from '../app/ui-context.ts';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import charts from '../charts/charts.module.css';
import { Band, Clip, Crosshair, Curve } from '../charts/drawing/marks.tsx';
import { bandPath, linePath } from '../charts/drawing/paths.ts';
import { logTicks } from '../charts/drawing/ticks.ts';
import type { Scales } from '../charts/drawing/use-scales.ts';
import { useSize, type Size } from '../charts/drawing/use-size.ts';
import { ExplainPanel } from '../help/ExplainPanel.tsx';
import { series } from '../primitives/arms.ts';
import { compact, grouped } from '../primitives/numbers.ts';
import css from './network.module.css';
import { errorsTable } from './tables.ts';

type Tensor = ForecastErrorsView['tensors'][number];
type Row = Tensor['rows'][number];

export function ErrorMultiples() {
  const view = useView(errorsView);
  const { empty, tensors, horizon, arm, seed } = view;
  return (
    <div className={css['errors']}>
      <ChartFigure
        area="network-errors"
        view={useUi().live(errorsView)}
        title="Forecast error by tensor"
        help={<ExplainPanel what="errors" />}
        caption={empty === null ? `${series[arm].label}, seed ${seed}, ${horizon} steps ahead` : ''}
        legend={empty === null && <Key view={view} />}
        empty={empty}
        table={() => errorsTable(view)}
      >
        <div className={css['multiples']}>
          {tensors.map((tensor) => (
            <Multiple key={tensor.name} tensor={tensor} view={view} />
          ))}
        </div>
      </ChartFigure>
    </div>
  );
}

/** What lines and bands mean, drawn as they are, and over how many forecasts. */
function Key({ view: { arm, told, made } }: { readonly view: ForecastErrorsView }) {
  const { color } = series[arm];
  return (
    <p className={css['key']}>
      <span className={css['keyed']}>
        <svg width={26} height={12} aria-hidden="true">
          <Band d="M0 0H26V12H0Z" color={color} />
          <Band d="M0 3H26V9H0Z" color={color} />
          <Curve d="M0 6H26" color={color} />
        </svg>
        median weight, middle half, middle 80 %
      </span>
      <span className={css['keyed']}>
        <svg width={26} height={12} aria-hidden="true">
          <Curve d="M0 6H26" color={series.stay.color} dash={series.stay.dash} />
        </svg>
        staying put, median
      </span>
      <span>
        {told} of {made} forecasts recorded whole
      </span>
    </p>
  );
}

interface MultipleProps {
  readonly tensor: Tensor;
  readonly view: ForecastErrorsView;
}

function Multiple({ tensor, view }: MultipleProps) {
  const [box, size] = useSize<HTMLDivElement>();
  return (
    <div className={css['multiple']}>
      <span className={css['multipleTitle']}>
        <span>{tensor.name}</span>
        <span>{grouped(tensor.weights)}</span>
      </span>
      <div ref={box} className={charts['canvas']}>
        {size !== null && size.width > 80 && size.height > 40 && (
          <Drawing tensor={tensor} view={view} size={size} />
        )}
      </div>
    </div>
  );
}

/** Few forecasts are dots, too. */
const fewRows = 4;

function Drawing({ tensor: { rows }, view, size }: MultipleProps & { readonly size: Size }) {
  const at = useAppState((state) => state.at);
  const scales = scalesOf(size, view);
  const { x, y } = scales;
  const { color } = series[view.arm];
  const across = ({ anchor }: Row): number => x(anchor);
  const between =
    (low: number, high: number) =>
    ({ quantiles }: Row): readonly [number, number] => [y(quantiles[low] ?? NaN), y(quantiles[high] ?? NaN)];
  return (
    <svg
      width={size.width}
      height={size.height}
      viewBox={`0 0 ${size.width} ${size.height}`}
      aria-hidden="true"
    >
      <Axes view={view} scales={scales} scale={size.scale} />
      <Clip scales={scales}>
        <Band d={bandPath(rows, across, between(0, 4))} color={color} />
        <Band d={bandPath(rows, across, between(1, 3))} color={color} />
        <Curve
          d={linePath(rows, across, ({ stay }) => y(stay))}
          color={series.stay.color}
          dash={series.stay.dash}
        />
        <Curve d={linePath(rows, across, ({ quantiles }) => y(quantiles[2] ?? NaN))} color={color} />
        {rows.length < fewRows &&
          rows.map((row) => (
            <circle
              key={row.anchor}
              cx={across(row)}
              cy={y(row.quantiles[2] ?? NaN)}
              r={2.4}
              style={{ fill: color }}
              className={css['plain']}
            />
          ))}
      </Clip>
      {at !== null && <Crosshair scales={scales} x={x(at)} />}
    </svg>
  );
}

interface AxesProps {
  readonly view: ForecastErrorsView;
  readonly scales: Scales;
  readonly scale: number;
}

function Axes({ view: { yDomain, xMax }, scales: { x, y, left, right, bottom }, scale }: AxesProps) {
  const ticks = logTicks(...yDomain).filter((tick) =>
    Number.isInteger(Math.round(1e6 * Math.log10(tick)) / 1e6),
  );
  const room = Math.max(1, Math.ceil((ticks.length * 14 * scale) / Math.max(1, bottom)));
  return (
    <>
      <path
        d={ticks.map((tick) => `M${left} ${Math.round(y(tick)) + 0.5}H${right}`).join('')}
        className={charts['grid']}
      />
      {ticks.map((tick, i) =>
        i % room === 0 ? (
          <text key={tick} x={left - 5} y={y(tick)} dy="0.34em" textAnchor="end" className={css['tick']}>
            {compact(tick)}
          </text>
        ) : null,
      )}
      <text x={x(0)} y={bottom + 13 * scale} className={css['tick']}>
        0
      </text>
      <text x={x(xMax)} y={bottom + 13 * scale} textAnchor="end" className={css['tick']}>
        step {xMax}
      </text>
    </>
  );
}

function scalesOf({ width, height, scale }: Size, { xMax, yDomain }: ForecastErrorsView): Scales {
  const left = 48 * scale;
  const right = width - 2;
  const top = 4;
  const bottom = height - 18 * scale;
  const low = Math.log10(yDomain[0]);
  const high = Math.log10(yDomain[1]);
  return {
    x: (value) => left + (value / xMax) * (right - left),
    // What is nothing lies below the plot, where it is cut off.
    y: (value) =>
      value > 0 ? bottom - ((Math.log10(value) - low) / (high - low)) * (bottom - top) : 2 * height,
    left,
    right,
    top,
    bottom,
  };
}
