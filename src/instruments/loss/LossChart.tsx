/** Loss with and without jumps: medians, bands, jumps, target. */
import { lossView, type LossView } from './view.ts';
import { useActions, useAppState, useUi, useView } from '../../ui/app/ui-context.ts';
import { lossTable } from './table.ts';
import { series } from '../../ui/primitives/arms.ts';
import { Segmented } from '../../ui/primitives/Segmented.tsx';
import { ChartFigure } from '../../ui/charts/ChartFigure.tsx';
import { useRecorded, useMetricTitle, useEmptyWords } from '../../ui/charts/of-run.ts';
import { usePlotKeys } from '../../ui/charts/explore/use-plot-keys.ts';
import { roomFor } from '../../ui/charts/drawing/labels.ts';
import { LiveChart } from '../../ui/charts/LiveChart.tsx';
import { Legend } from './Legend.tsx';
import { LossCrosshair, LossReadout } from './LossHover.tsx';
import { LossEnds } from './LossEnds.tsx';
import { LossMarks } from './LossMarks.tsx';
import { TargetHandle } from './TargetHandle.tsx';

const layers = (
  <>
    <LossMarks />
    <LossCrosshair />
    <LossEnds />
    <TargetHandle />
  </>
);

/** So many names at the right need more height than usual. */
const manyArms = 8;

const scales = [
  ['log', 'log'],
  ['linear', 'linear'],
] as const;

export function LossChart() {
  const { live } = useUi();
  const { setView } = useActions();
  const logarithmic = useAppState(({ view }) => view.logarithmicLoss);
  const paired = useView(lossView, ({ arms, hidden }) => arms.length + hidden.length > 1);
  const tall = useView(lossView, ({ arms }) => arms.length > manyArms);
  const metric = useMetricTitle();
  const empty = useEmptyWords(useView(lossView, whyEmpty));
  const onKey = usePlotKeys(() =>
    live(lossView)
      .get()
      .rows.map(({ x }) => x),
  );
  return (
    <ChartFigure
      area="loss"
      view={live(lossView)}
      help="loss"
      onKey={onKey}
      legend={<Legend />}
      tall={tall}
      title={paired ? `${metric}, with and without jumps` : metric}
      caption={<LossReadout idle={<Caption />} />}
      tools={
        <Segmented
          quiet
          legend="Loss axis"
          options={scales}
          value={logarithmic ? 'log' : 'linear'}
          onChange={(scale) => setView({ logarithmicLoss: scale === 'log' })}
        />
      }
      empty={empty}
      note={useView(lossView, ({ note }) => note)}
      table={useRecorded(lossTable)}
    >
      <Frame logarithmic={logarithmic} />
    </ChartFigure>
  );
}

const whyEmpty = ({ rows, arms }: LossView): string | null => {
  if (arms.length === 0) return 'All curves are hidden.';
  return rows.length === 0 ? 'The curves start with the first steps.' : null;
};

/** For the longest name at a curve's end. */
const roomAt = ({ arms }: LossView): number => roomFor(arms.map((arm) => series[arm].label));

/** The view may still be the one of the other scale for a frame: a log axis needs a positive end. */
function Frame({ logarithmic }: { readonly logarithmic: boolean }) {
  const xMin = useView(lossView, (view) => view.xMin);
  const xMax = useView(lossView, (view) => view.xMax);
  const low = useView(lossView, (view) => view.yDomain[0]);
  const high = useView(lossView, (view) => view.yDomain[1]);
  const room = useView(lossView, roomAt);
  return (
    <LiveChart
      xMin={xMin}
      xMax={xMax}
      yLow={low}
      yHigh={high}
      logarithmic={logarithmic && low > 0}
      room={room}
    >
      {layers}
    </LiveChart>
  );
}

function Caption() {
  const seeds = useView(lossView, (view) => view.seeds);
  const paired = useView(lossView, ({ arms, hidden }) => arms.length + hidden.length > 1);
  const over =
    seeds > 1
      ? `median of ${seeds} ${paired ? 'paired seeds' : 'seeds'}, middle half shaded`
      : 'one seed, so no band';
  const smoothing = useView(lossView, (view) => view.smoothing);
  const smoothed = smoothing > 1 ? `; over ${smoothing} steps, raw behind` : '';
  return `${over}${smoothed}${paired ? '; ticks: jumps' : ''}`;
}
