/** The evidence instrument: is the difference real, how large is it, and does it last? */
import { AroundChart } from './AroundChart.tsx';
import { CoefficientsChart } from './CoefficientsChart.tsx';
import { EqualCostTable } from './EqualCostTable.tsx';
import { QualityTable } from './QualityTable.tsx';
import { SavingsTable } from './SavingsTable.tsx';
import css from './evidence.module.css';
import { evidenceViews } from './views.ts';
import { useUi, useView } from '../../ui/app/ui-context.ts';
import { useEmptyWords, useMetricName } from '../../ui/charts/of-run.ts';
import { ExplainPanel } from '../../ui/help/ExplainPanel.tsx';
import { TargetsFigure } from '../../ui/charts/TargetsFigure.tsx';
import { targetsTable } from './tables.ts';

export default function EvidenceBench() {
  return (
    <div className={css['bench']}>
      <SavingsTable />
      <div className={css['charts']}>
        <TargetsChart />
        <AroundChart />
      </div>
      <EqualCostTable />
      <div className={css['fits']}>
        <QualityTable />
        <CoefficientsChart />
      </div>
    </div>
  );
}

/** Saved fraction against the loss that is to be reached: one target alone measures one moment. */
function TargetsChart() {
  const view = useView(evidenceViews.targets);
  const metric = useMetricName();
  const waiting = view.curves.every(({ rows }) => rows.length === 0);
  const later = useEmptyWords(
    waiting ? 'A target appears once every seed has reached it or can no longer reach it.' : null,
    'The run ended before every seed could be judged at a target.',
  );
  const empty = view.curves.length === 0 ? 'Only the control runs: there is nothing to compare.' : later;
  return (
    <TargetsFigure
      area="evidence-targets"
      view={useUi().live(evidenceViews.targets)}
      title="Speed-up over targets"
      idle="saved, median and 95 % interval"
      targets={view}
      targetName="verdict"
      help={<ExplainPanel what="targets" />}
      empty={empty}
      table={() => targetsTable(view, metric)}
    />
  );
}
