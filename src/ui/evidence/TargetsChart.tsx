/** Saved fraction against the loss that is to be reached: one target alone measures one moment. */
import type { TargetsView } from '../../record/evidence/views.ts';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import { useMetricName } from '../charts/use-metric.ts';
import { ExplainPanel } from '../help/ExplainPanel.tsx';
import { useCell } from '../primitives/cell.ts';
import { useEvidence } from './evidence-cells.ts';
import { TargetsPlot, TargetsReadout, useTargets } from './TargetsPlot.tsx';
import { targetsTable } from './tables.ts';

export function TargetsChart() {
  const cell = useEvidence().targets;
  const view = useCell(cell);
  const metric = useMetricName();
  const targets = useTargets(view);
  const waiting = view.curves.every(({ rows }) => rows.length === 0);
  return (
    <ChartFigure
      area="evidence-targets"
      view={cell}
      title="Speed-up over targets"
      caption={<TargetsReadout {...targets} idle="saved, median and 95 % interval" />}
      explore={targets.explore}
      help={<ExplainPanel what="targets" />}
      empty={waiting ? emptyText(view) : null}
      table={() => targetsTable(view, metric)}
    >
      {waiting ? null : <TargetsPlot view={view} targetName="verdict" {...targets} />}
    </ChartFigure>
  );
}

const emptyText = ({ curves }: TargetsView): string =>
  curves.length === 0
    ? 'Only the control runs: there is nothing to compare.'
    : 'A target is told when every seed has reached it, or never will.';
