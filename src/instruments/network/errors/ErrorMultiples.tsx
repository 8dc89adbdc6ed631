/** How far forecasts were off, tensor by tensor: bands over the weights, small and side by side, on one log axis. */
import { errorsView, type ForecastErrorsView } from './view.ts';
import { partWords } from '../../../core/model/words.ts';
import type { ArmId } from '../../../experiment/fields.ts';
import { useAppState, useUi, useView } from '../../../ui/app/ui-context.ts';
import { ChartFigure } from '../../../ui/charts/ChartFigure.tsx';
import { useExplore, useShown, type Explore } from '../../../ui/charts/explore/explore.ts';
import { Explored, ExploredReadout, type Reading } from '../../../ui/charts/explore/Explored.tsx';
import { Frame } from '../../../ui/charts/Frame.tsx';
import { Band, Clip, Crosshair, Curve } from '../../../ui/charts/drawing/marks.tsx';
import { bandPath, linePath } from '../../../ui/charts/drawing/paths.ts';
import type { Scales } from '../../../ui/charts/drawing/use-scales.ts';
import { ExplainPanel } from '../../../ui/help/ExplainPanel.tsx';
import { series } from '../../../ui/primitives/arms.ts';
import { useCell } from '../../../ui/primitives/cell.ts';
import { compact, grouped } from '../../../ui/primitives/numbers.ts';
import css from '../network.module.css';
import { partShown } from '../parts/part.ts';
import { errorsTable } from '../tables.ts';

type Tensor = ForecastErrorsView['tensors'][number];
type Row = Tensor['rows'][number];

export function ErrorMultiples() {
  const view = useView(errorsView);
  const { empty, tensors, layout, horizon, arm, seed } = view;
  const picked = useAppState((state) => state.picked);
  const part = partShown(layout, picked)?.name;
  const drawn = part === undefined ? tensors : tensors.filter((tensor) => tensor.part === part);
  const places = tensors[0]?.rows.map(({ anchor }) => anchor) ?? [];
  const explore = useExplore({ domain: [0, view.xMax], places });
  return (
    <div className={css['errors']}>
      <ChartFigure
        area="network-errors"
        view={useUi().live(errorsView)}
        title="Forecast error by tensor"
        help={<ExplainPanel what="errors" />}
        caption={
          <ExploredReadout
            explore={explore}
            read={() => []}
            place={(anchor) => `forecast of step ${anchor}: median error`}
            idle={
              empty === null
                ? `${part === undefined ? '' : `${partWords({ name: part })}; `}${series[arm].label}, seed ${seed}, ${horizon} steps ahead`
                : ''
            }
          />
        }
        explore={explore}
        legend={empty === null && <Key view={view} />}
        empty={empty}
        table={() => errorsTable(view)}
      >
        <div className={css['multiples']}>
          {drawn.map((tensor) => (
            <Multiple key={tensor.name} tensor={tensor} view={view} explore={explore} />
          ))}
        </div>
      </ChartFigure>
    </div>
  );
}

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
        persistence, median
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
  readonly explore: Explore;
}

/** Fewer forecasts than this are drawn as dots, too. */
const fewRows = 4;

const medianOf = ({ quantiles }: Row): number => quantiles[2] ?? NaN;

function Multiple({ tensor, view, explore }: MultipleProps) {
  const { name, weights, rows } = tensor;
  const xDomain = useShown(explore);
  const at = useCell(explore.at);
  const row = rows.find(({ anchor }) => anchor === at);
  const read = (): Reading[] => (row === undefined ? [] : readingsOf(row, view.arm));
  return (
    <div className={css['multiple']}>
      <span className={css['multipleTitle']}>
        <span>{name}</span>
        <span>{row === undefined ? grouped(weights) : compact(medianOf(row))}</span>
      </span>
      <Frame
        xDomain={xDomain}
        yDomain={view.yDomain}
        logY
        xTicks={xDomain.map(Math.round)}
        xText={(step) => (step === Math.round(xDomain[1]) ? `step ${step}` : String(step))}
        right={2}
      >
        {(scales) => (
          <>
            <Marks rows={rows} arm={view.arm} scales={scales} />
            <Explored explore={explore} read={read} scales={scales} />
          </>
        )}
      </Frame>
    </div>
  );
}

const readingsOf = (row: Row, arm: ArmId): Reading[] => [
  { label: 'forecast', color: series[arm].color, text: compact(medianOf(row)), y: medianOf(row) },
  { label: 'persistence', color: series.stay.color, text: compact(row.stay), y: row.stay },
];

interface MarksProps {
  readonly rows: readonly Row[];
  readonly arm: ArmId;
  readonly scales: Scales;
}

function Marks({ rows, arm, scales }: MarksProps) {
  const looked = useAppState((state) => state.at);
  const { x, y } = scales;
  const { color } = series[arm];
  const across = ({ anchor }: Row): number => x(anchor);
  const between =
    (low: number, high: number) =>
    ({ quantiles }: Row): readonly [number, number] => [y(quantiles[low] ?? NaN), y(quantiles[high] ?? NaN)];
  return (
    <Clip scales={scales}>
      <Band d={bandPath(rows, across, between(0, 4))} color={color} />
      <Band d={bandPath(rows, across, between(1, 3))} color={color} />
      <Curve
        d={linePath(rows, across, ({ stay }) => y(stay))}
        color={series.stay.color}
        dash={series.stay.dash}
      />
      <Curve d={linePath(rows, across, (row) => y(medianOf(row)))} color={color} />
      {rows.length < fewRows &&
        rows.map((row) => (
          <circle
            key={row.anchor}
            cx={across(row)}
            cy={y(medianOf(row))}
            r={2.4}
            style={{ fill: color }}
            className={css['plain']}
          />
        ))}
      {looked !== null && <Crosshair scales={scales} x={x(looked)} />}
    </Clip>
  );
}
