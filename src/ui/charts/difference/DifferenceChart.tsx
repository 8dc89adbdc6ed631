/** Farcaster minus control, seed by seed, in powers of ten of the loss. */
import { useUi } from '../../app/ui-context.ts';
import { differenceTable } from '../../../store/select/tables.ts';
import { usePart } from '../../primitives/cell.ts';
import { ChartFigure } from '../ChartFigure.tsx';
import { useRecorded } from '../use-recorded.ts';
import { useMetricName } from '../use-metric.ts';
import { useEmptyWords } from '../use-empty-words.ts';
import { usePlotKeys } from '../use-plot-keys.ts';
import { LiveChart } from '../LiveChart.tsx';
import { DifferenceCrosshair, DifferenceReadout } from './DifferenceHover.tsx';
import { DifferenceMarks } from './DifferenceMarks.tsx';

const layers = (
  <>
    <DifferenceMarks />
    <DifferenceCrosshair />
  </>
);

export function DifferenceChart() {
  const { difference, loss } = useUi().live;
  const alone = usePart(loss, ({ arms, hidden }) => arms.length + hidden.length < 2);
  const waiting = usePart(difference, ({ rows }) => rows.length === 0);
  const words = useEmptyWords(waiting ? 'The comparison starts with the first steps.' : null);
  const empty = alone ? 'Only the control runs. Tick “farcaster” to have something to compare.' : words;
  const onKey = usePlotKeys(() => difference.get().rows.map(({ x }) => x));
  return (
    <ChartFigure
      area="difference"
      view={difference}
      help="difference"
      onKey={onKey}
      title="Paired difference"
      caption={<DifferenceReadout idle={<Caption />} />}
      empty={empty}
      note={usePart(difference, ({ note }) => note)}
      table={useRecorded(differenceTable)}
    >
      {alone ? null : <Frame />}
    </ChartFigure>
  );
}

function Caption() {
  const total = usePart(useUi().live.difference, (view) => view.total);
  const metric = useMetricName();
  return total === 1
    ? `log₁₀ ${metric}; one seed, so no band`
    : `minus control, log₁₀ ${metric}; median, middle half shaded`;
}

function Frame() {
  const { difference } = useUi().live;
  const xMin = usePart(difference, (view) => view.xMin);
  const xMax = usePart(difference, (view) => view.xMax);
  const low = usePart(difference, (view) => view.yDomain[0]);
  const high = usePart(difference, (view) => view.yDomain[1]);
  return (
    <LiveChart xMin={xMin} xMax={xMax} yLow={low} yHigh={high}>
      {layers}
    </LiveChart>
  );
}
