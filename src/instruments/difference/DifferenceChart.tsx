/** Farcaster minus control, seed by seed, in powers of ten of the loss. */
import { differenceView } from './view.ts';
import { useAppState, useUi, useView } from '../../ui/app/ui-context.ts';
import { differenceTable } from './table.ts';
import { ChartFigure } from '../../ui/charts/ChartFigure.tsx';
import { useRecorded } from '../../ui/charts/use-recorded.ts';
import { useMetricName } from '../../ui/charts/use-metric.ts';
import { useEmptyWords } from '../../ui/charts/use-empty-words.ts';
import { usePlotKeys } from '../../ui/charts/explore/use-plot-keys.ts';
import { LiveChart } from '../../ui/charts/LiveChart.tsx';
import { DifferenceCrosshair, DifferenceReadout } from './DifferenceHover.tsx';
import { DifferenceMarks } from './DifferenceMarks.tsx';

const layers = (
  <>
    <DifferenceMarks />
    <DifferenceCrosshair />
  </>
);

export function DifferenceChart() {
  const { live } = useUi();
  const alone = useAppState(({ run, draft }) => (run?.spec ?? draft).arms.length < 2);
  const waiting = useView(differenceView, ({ rows }) => rows.length === 0);
  const words = useEmptyWords(waiting ? 'The comparison starts with the first steps.' : null);
  const empty = alone ? 'Only the control runs. Tick “farcaster” to have something to compare.' : words;
  const onKey = usePlotKeys(() =>
    live(differenceView)
      .get()
      .rows.map(({ x }) => x),
  );
  return (
    <ChartFigure
      area="difference"
      view={live(differenceView)}
      help="difference"
      onKey={onKey}
      title="Paired difference"
      caption={<DifferenceReadout idle={<Caption />} />}
      empty={empty}
      note={useView(differenceView, ({ note }) => note)}
      table={useRecorded(differenceTable)}
    >
      {alone ? null : <Frame />}
    </ChartFigure>
  );
}

function Caption() {
  const total = useView(differenceView, (view) => view.total);
  const metric = useMetricName();
  return total === 1
    ? `log₁₀ ${metric}; one seed, so no band`
    : `minus control, log₁₀ ${metric}; median, middle half shaded`;
}

function Frame() {
  const xMin = useView(differenceView, (view) => view.xMin);
  const xMax = useView(differenceView, (view) => view.xMax);
  const low = useView(differenceView, (view) => view.yDomain[0]);
  const high = useView(differenceView, (view) => view.yDomain[1]);
  return (
    <LiveChart xMin={xMin} xMax={xMax} yLow={low} yHigh={high}>
      {layers}
    </LiveChart>
  );
}
