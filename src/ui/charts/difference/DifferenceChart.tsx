/** Farcaster minus control, seed by seed, in powers of ten of the loss. */
import { useAppState, useUi } from '../../app/ui-context.ts';
import { useCell, usePart } from '../../primitives/cell.ts';
import { compact, fixed } from '../../primitives/numbers.ts';
import { ChartFigure } from '../ChartFigure.tsx';
import { DataTable } from '../DataTable.tsx';
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
  const alone = usePart(loss, ({ arms }) => arms.length < 2);
  const waiting = usePart(difference, ({ rows }) => rows.length === 0);
  const empty = alone
    ? 'Only the control runs. Tick “farcaster” to have something to compare.'
    : 'The comparison starts with the first steps.';
  return (
    <ChartFigure
      area="difference"
      view={difference}
      title="Paired difference"
      caption={<DifferenceReadout idle={<Caption />} />}
      empty={alone || waiting ? empty : null}
      table={<DifferenceTable />}
    >
      {alone ? null : <Frame />}
    </ChartFigure>
  );
}

function Caption() {
  const total = usePart(useUi().live.difference, (view) => view.total);
  return total === 1 ? 'log₁₀ loss; one seed, so no interval' : 'with jumps − control, log₁₀ loss';
}

function Frame() {
  const { difference } = useUi().live;
  const xMax = usePart(difference, (view) => view.xMax);
  const low = usePart(difference, (view) => view.yDomain[0]);
  const high = usePart(difference, (view) => view.yDomain[1]);
  return (
    <LiveChart xMax={xMax} yLow={low} yHigh={high}>
      {layers}
    </LiveChart>
  );
}

function DifferenceTable() {
  const { rows } = useCell(useUi().live.difference);
  const axis = useAppState(({ view }) => view.axis);
  return (
    <DataTable
      columns={[axis, 'mean', '95 %']}
      rows={rows.map(({ x, mean, band }) => [
        compact(x, 6),
        fixed(mean, 3),
        band === null ? '' : band.map((end) => fixed(end, 3)).join(' … '),
      ])}
    />
  );
}
