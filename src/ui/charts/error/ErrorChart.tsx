/** Forecast error by horizon, against staying put and going on in a line. */
import { errorView } from '../../../store/select/error.ts';
import { useAppState, useUi, useView } from '../../app/ui-context.ts';
import { errorTable } from '../../../store/select/tables.ts';
import { createCell } from '../../primitives/cell.ts';
import { grouped } from '../../primitives/numbers.ts';
import { ChartFigure } from '../ChartFigure.tsx';
import { LiveChart } from '../LiveChart.tsx';
import { useEmptyWords } from '../use-empty-words.ts';
import { ErrorCrosshair, ErrorReadout, type HorizonCell } from './ErrorHover.tsx';
import { ErrorMarks } from './ErrorMarks.tsx';

/** The horizon that is pointed at: an axis that no other chart has. */
const pointed: HorizonCell = createCell<number | null>(null);

const layers = (
  <>
    <ErrorMarks />
    <ErrorCrosshair pointed={pointed} />
  </>
);

export function ErrorChart() {
  const { live } = useUi();
  const forecasts = useView(errorView, (view) => view.forecasts);
  const warmup = useAppState(({ run }) => run?.spec.warmup ?? null);
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
      caption={<ErrorReadout pointed={pointed} idle={`${grouped(forecasts)} forecasts`} />}
      help="error"
      empty={empty}
      table={() => errorTable(live(errorView).get())}
    >
      <Frame />
    </ChartFigure>
  );
}

function Frame() {
  const xMax = useView(errorView, ({ rows }) => rows.at(-1)?.horizon ?? 1);
  const yMax = useView(errorView, (view) => view.yMax);
  const any = useView(errorView, (view) => view.forecasts > 0);
  return any ? (
    <LiveChart xMax={xMax} yLow={0} yHigh={yMax}>
      {layers}
    </LiveChart>
  ) : null;
}
