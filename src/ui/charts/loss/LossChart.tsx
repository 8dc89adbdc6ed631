/** Loss with and without jumps: means, bands, jumps, target. */
import { useActions, useAppState, useUi } from '../../app/ui-context.ts';
import { series } from '../../primitives/arms.ts';
import { useCell, usePart } from '../../primitives/cell.ts';
import { compact } from '../../primitives/numbers.ts';
import { Segmented } from '../../primitives/Segmented.tsx';
import { ChartFigure } from '../ChartFigure.tsx';
import { DataTable } from '../DataTable.tsx';
import { LiveChart } from '../LiveChart.tsx';
import { LossCrosshair, LossReadout } from './LossHover.tsx';
import { LossMarks } from './LossMarks.tsx';

const layers = (
  <>
    <LossMarks />
    <LossCrosshair />
  </>
);

const scales = [
  ['log', 'log'],
  ['linear', 'linear'],
] as const;

export function LossChart() {
  const { loss } = useUi().live;
  const { setView } = useActions();
  const logarithmic = useAppState(({ view }) => view.logarithmicLoss);
  const paired = usePart(loss, ({ arms }) => arms.length > 1);
  const waiting = usePart(loss, ({ rows }) => rows.length === 0);
  return (
    <ChartFigure
      area="loss"
      view={loss}
      title={paired ? 'Loss, with and without jumps' : 'Loss'}
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
      empty={waiting ? 'The curves start with the first steps.' : null}
      table={<LossTable />}
    >
      <Frame logarithmic={logarithmic} />
    </ChartFigure>
  );
}

/** The view may still be the one of the other scale for a frame: a log axis needs a positive end. */
function Frame({ logarithmic }: { readonly logarithmic: boolean }) {
  const { loss } = useUi().live;
  const xMax = usePart(loss, (view) => view.xMax);
  const low = usePart(loss, (view) => view.yDomain[0]);
  const high = usePart(loss, (view) => view.yDomain[1]);
  return (
    <LiveChart xMax={xMax} yLow={low} yHigh={high} logarithmic={logarithmic && low > 0}>
      {layers}
    </LiveChart>
  );
}

function Caption() {
  const { loss } = useUi().live;
  const seeds = usePart(loss, (view) => view.seeds);
  const seedsInWords = usePart(loss, ({ arms }) => (arms.length > 1 ? 'paired seeds' : 'seeds'));
  const jumps = usePart(loss, (view) => view.jumps.length > 0);
  const mean = seeds > 1 ? `mean and 95 % band, ${seeds} ${seedsInWords}` : 'one seed, so no interval';
  const smoothing = usePart(loss, (view) => view.smoothing);
  const over = smoothing > 1 ? `; over ${smoothing} steps, raw behind` : '';
  return jumps ? `${mean}${over}; ticks: jumps` : `${mean}${over}`;
}

function LossTable() {
  const { rows, arms } = useCell(useUi().live.loss);
  const axis = useAppState(({ view }) => view.axis);
  return (
    <DataTable
      columns={[axis, ...arms.flatMap((arm) => [series[arm].label, `${series[arm].label}, 95 %`])]}
      rows={rows.map(({ x, mean, band }) => [
        compact(x, 6),
        ...arms.flatMap((arm) => [
          mean[arm] === undefined ? '' : compact(mean[arm], 4),
          band[arm]?.map((end) => compact(end)).join(' – ') ?? '',
        ]),
      ])}
    />
  );
}
