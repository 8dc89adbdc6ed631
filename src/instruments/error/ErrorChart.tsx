/** Forecast error by horizon, beside the persistence forecast and the straight line. */
import type { ErrorRow } from '../../record/judgement/forecast-error.ts';
import { errorView, errorTable } from './view.ts';
import { useAppState, useUi, useView } from '../../ui/app/ui-context.ts';
import { compact, grouped } from '../../ui/primitives/numbers.ts';
import { ChartFigure } from '../../ui/charts/ChartFigure.tsx';
import { useExplore, useShown, type Explore } from '../../ui/charts/explore/explore.ts';
import { ExploredLayer, ExploredReadout, type Reading } from '../../ui/charts/explore/Explored.tsx';
import { LiveChart } from '../../ui/charts/LiveChart.tsx';
import { useEmptyWords } from '../../ui/charts/of-run.ts';
import { subjectArm } from '../../experiment/arms.ts';
import { armLabel, series } from '../../ui/primitives/arms.ts';
import { Clip, Curve, Label, XUnit } from '../../ui/charts/drawing/marks.tsx';
import { linePath, spread } from '../../ui/charts/drawing/paths.ts';
import { useTypeScale } from '../../ui/charts/drawing/use-size.ts';
import { useScales } from '../../ui/charts/drawing/use-scales.ts';

export function ErrorChart() {
  const { live } = useUi();
  const { rows, forecasts } = useView(errorView);
  const warmup = useAppState(({ run }) => run?.spec.warmup ?? null);
  const explore = useExplore({
    domain: [0, rows.at(-1)?.horizon ?? 1],
    places: rows.map(({ horizon }) => horizon),
  });
  const read = (at: number): Reading[] => readingsAt(rows, at);
  const waiting =
    warmup === null
      ? 'The first forecast is still to come.'
      : `The first forecast is made at step ${warmup}, and scored as training gets to where it points.`;
  const empty = useEmptyWords(
    forecasts === 0 ? waiting : null,
    'The run ended before a forecast was scored.',
  );
  return (
    <ChartFigure
      area="error"
      view={live(errorView)}
      title="Forecast error by horizon"
      caption={
        <ExploredReadout
          explore={explore}
          read={read}
          place={(horizon) => `+${horizon}`}
          idle={`${grouped(forecasts)} forecasts`}
        />
      }
      explore={explore}
      help="error"
      empty={empty}
      table={() => errorTable(live(errorView).get())}
    >
      <Plot explore={explore} read={read} />
    </ChartFigure>
  );
}

const readingsAt = (rows: readonly ErrorRow[], at: number): Reading[] => {
  const row = rows.find(({ horizon }) => horizon === at);
  if (row === undefined) return [];
  return drawnErrors.map(({ of, label, color }) => ({ label, color, text: compact(row[of], 2), y: row[of] }));
};

interface PlotProps {
  readonly explore: Explore;
  readonly read: (at: number) => Reading[];
}

function Plot({ explore, read }: PlotProps) {
  const [xMin, xMax] = useShown(explore);
  const yMax = useView(errorView, (view) => view.yMax);
  const any = useView(errorView, (view) => view.forecasts > 0);
  return any ? (
    <LiveChart xMin={xMin} xMax={xMax} yLow={0} yHigh={yMax}>
      <ErrorMarks />
      <ExploredLayer explore={explore} read={read} />
    </LiveChart>
  ) : null;
}

const drawnErrors = [
  { of: 'stay', ...series.stay },
  { of: 'line', ...series.line },
  { of: 'forecast', ...series[subjectArm], label: armLabel(subjectArm) },
] as const;

function ErrorMarks() {
  const { rows } = useView(errorView);
  const scale = useTypeScale();
  const scales = useScales();
  const last = rows.at(-1);
  if (scales === null || last === undefined) return null;
  const { x, y, top, bottom, right } = scales;
  const origin: ErrorRow = { horizon: 0, forecasts: 0, forecast: 0, stay: 0, line: 0 };
  const ends = spread(
    drawnErrors.map(({ of }) => y(last[of])),
    15 * scale,
    top,
    bottom,
  );
  return (
    <>
      <XUnit scales={scales}>steps ahead</XUnit>
      <Clip scales={scales}>
        {drawnErrors.map(({ of, color, dash }) => (
          <Curve
            key={of}
            color={color}
            dash={dash}
            d={linePath(
              [origin, ...rows],
              ({ horizon }) => x(horizon),
              (row) => y(row[of]),
            )}
          />
        ))}
      </Clip>
      {drawnErrors.map(({ of, color, label }, index) => (
        <Label key={of} x={Math.min(right, x(last.horizon)) + 8} y={ends[index]!} color={color} strong>
          {label}
        </Label>
      ))}
    </>
  );
}
