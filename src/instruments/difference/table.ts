/** The numbers behind the paired difference, step by step: every step for a file, a few for the screen. */
import { controlArm } from '../../experiment/arms.ts';
import { metricName } from '../../experiment/metric-words.ts';
import { costOf } from '../../record/cost.ts';
import type { RunHistory } from '../../record/history.ts';
import { mainArm } from '../../record/judgement/judgement.ts';
import { columnName, type Table } from '../../record/table.ts';
import type { ViewPreferences } from '../../store/state.ts';
import { differenceRows } from './view.ts';
import { ledger, stepsOf } from '../../store/select/rows.ts';

/** The main arm less the control of the same seed, at equal cost along the axis that is looked at. */
export function differenceTable(history: RunHistory, { axis }: ViewPreferences, whole: boolean): Table {
  const metric = metricName(history.spec);
  const arm = mainArm(history.spec) ?? controlArm;
  const cost = costOf(history, arm, 'ledger');
  const name = (...what: string[]): string =>
    columnName('log10', metric, arm, 'minus control at equal', axis, ...what);
  return {
    columns: [
      ['step', 'step'],
      ['ledger', columnName(ledger)],
      [`log₁₀ ${metric} less control’s, median over seeds`, name('median over seeds')],
      ['25 %', name('quantile 25 over seeds')],
      ['75 %', name('quantile 75 over seeds')],
      ['seeds', 'pairs'],
    ],
    rows: differenceRows(history, axis, stepsOf(history.knownLosses, whole)).map(
      ({ step, median, band, pairs }) => [step, cost(step), median, ...(band ?? [NaN, NaN]), pairs],
    ),
  };
}
