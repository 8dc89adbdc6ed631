/** Forecast error by horizon, against staying put and going on in a line. */
import { useAppState, useUi } from '../../app/ui-context.ts';
import { useCell, usePart } from '../../primitives/cell.ts';
import { compact, grouped } from '../../primitives/numbers.ts';
import { ChartFigure } from '../ChartFigure.tsx';
import { DataTable } from '../DataTable.tsx';
import { LiveChart } from '../LiveChart.tsx';
import { ErrorMarks } from './ErrorMarks.tsx';

const layers = <ErrorMarks />;

export function ErrorChart() {
  const { error } = useUi().live;
  const forecasts = usePart(error, (view) => view.forecasts);
  const warmup = useAppState(({ run }) => run?.spec.warmup ?? null);
  const waiting =
    warmup === null
      ? 'The first forecast is still to come.'
      : `The first forecast is made at step ${warmup}, and scored as training gets to where it points.`;
  return (
    <ChartFigure
      area="error"
      view={error}
      title="Forecast error by horizon"
      caption={forecasts === 0 ? 'mean absolute error' : `${grouped(forecasts)} forecasts, all weights`}
      empty={forecasts === 0 ? waiting : null}
      table={<ErrorTable />}
    >
      <Frame />
    </ChartFigure>
  );
}

function Frame() {
  const { error } = useUi().live;
  const xMax = usePart(error, ({ rows }) => rows.at(-1)?.horizon ?? 1);
  const yMax = usePart(error, (view) => view.yMax);
  const any = usePart(error, (view) => view.forecasts > 0);
  return any ? (
    <LiveChart xMax={xMax} yLow={0} yHigh={yMax}>
      {layers}
    </LiveChart>
  ) : null;
}

function ErrorTable() {
  const { rows } = useCell(useUi().live.error);
  return (
    <DataTable
      columns={['steps ahead', 'farcaster', 'line', 'stay put']}
      rows={rows.map(({ horizon, farcaster, line, stay }) => [
        String(horizon),
        compact(farcaster),
        compact(line),
        compact(stay),
      ])}
    />
  );
}
