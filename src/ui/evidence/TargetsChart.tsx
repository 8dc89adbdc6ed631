/** Saved fraction against the loss that is to be reached: one target alone measures one moment. */
import type { TargetsView } from '../../store/views-evidence.ts';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import { DataTable } from '../charts/DataTable.tsx';
import { useMetricName } from '../charts/use-metric.ts';
import { ExplainPanel } from '../help/ExplainPanel.tsx';
import { series } from '../primitives/arms.ts';
import { useCell } from '../primitives/cell.ts';
import { compact } from '../primitives/numbers.ts';
import { useEvidence } from './evidence-cells.ts';
import { TargetsPlot } from './TargetsPlot.tsx';
import { share, shareInterval } from './words.ts';

export function TargetsChart() {
  const cell = useEvidence().targets;
  const view = useCell(cell);
  const waiting = view.curves.every(({ rows }) => rows.length === 0);
  return (
    <ChartFigure
      area="evidence"
      view={cell}
      title="Speed-up over targets"
      caption="saved, median and 95 % interval"
      help={<ExplainPanel what="targets" />}
      empty={waiting ? emptyText(view) : null}
      table={<TargetsTable view={view} />}
    >
      {waiting ? null : <TargetsPlot view={view} targetName="verdict" />}
    </ChartFigure>
  );
}

const emptyText = ({ curves }: TargetsView): string =>
  curves.length === 0
    ? 'Only the control runs: there is nothing to compare.'
    : 'A target is told when every seed has reached it, or never will.';

function TargetsTable({ view: { curves } }: { readonly view: TargetsView }) {
  return (
    <DataTable
      columns={[`target ${useMetricName()}, arm`, 'saved', '95 %', 'never got there']}
      rows={curves.flatMap(({ arm, rows }) =>
        rows.map(({ target, saved, low, high, unreached, pairs }) => [
          `${compact(target)} ${series[arm].label}`,
          share(saved),
          shareInterval(low, high),
          `${unreached} of ${pairs}`,
        ]),
      )}
    />
  );
}
