/** Forecast error by horizon, against staying put and going on in a line. */
import type { ErrorRow } from '../../record/judgement/forecast-error.ts';
import { errorView } from './view.ts';
import { useAppState, useUi, useView } from '../../ui/app/ui-context.ts';
import { errorTable } from './view.ts';
import { compact, grouped } from '../../ui/primitives/numbers.ts';
import { ChartFigure } from '../../ui/charts/ChartFigure.tsx';
import { useExplore, useShown, type Explore } from '../../ui/charts/explore/explore.ts';
import { ExploredLayer, ExploredReadout, type Reading } from '../../ui/charts/explore/Explored.tsx';
import { LiveChart } from '../../ui/charts/LiveChart.tsx';
import { useEmptyWords } from '../../ui/charts/use-empty-words.ts';
import { drawnErrors, ErrorMarks } from './ErrorMarks.tsx';

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
  const empty = useEmptyWords(forecasts === 0 ? waiting : null);
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
