/** Saved fraction against the loss that is to be reached: one target alone measures one moment. */
import type { TargetsView } from '../../record/evidence/views.ts';
import { evidenceViews } from './views.ts';
import { useUi, useView } from '../../ui/app/ui-context.ts';
import { ChartFigure } from '../../ui/charts/ChartFigure.tsx';
import { useMetricName } from '../../ui/charts/of-run.ts';
import { ExplainPanel } from '../../ui/help/ExplainPanel.tsx';
import { TargetsPlot, TargetsReadout, useTargets } from '../../ui/charts/TargetsPlot.tsx';
import { targetsTable } from './tables.ts';

export function TargetsChart() {
  const view = useView(evidenceViews.targets);
  const metric = useMetricName();
  const targets = useTargets(view);
  const waiting = view.curves.every(({ rows }) => rows.length === 0);
  return (
    <ChartFigure
      area="evidence-targets"
      view={useUi().live(evidenceViews.targets)}
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
    : 'A target appears once every seed has reached it or can no longer reach it.';
