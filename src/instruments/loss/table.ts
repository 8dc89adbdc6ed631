/** The numbers behind the loss chart, step by step: every step for a file, a few for the screen. */
import { armRecords } from '../../experiment/arms.ts';
import { metricName } from '../../experiment/metric-words.ts';
import { costOf } from '../../record/cost.ts';
import type { RunHistory } from '../../record/history.ts';
import { columnName, type Table, type TableColumn } from '../../record/table.ts';
import type { ViewPreferences } from '../../store/state.ts';
import { ledger, stepsOf } from '../../store/select/rows.ts';

/** Each arm over its seeds: its cost, median and quarters, of how many seeds, and the losses before smoothing. */
export function lossTable(history: RunHistory, _view: ViewPreferences, whole: boolean): Table {
  const { spec, statistics, prepared } = history;
  const metric = metricName(spec);
  const smoothed = prepared.smoothing > 1 ? ` mean of ${prepared.smoothing} steps` : '';
  const perArm = statistics.map((of) => ({ arm: of.arm, of, cost: costOf(history, of.arm, 'ledger') }));
  const columns = perArm.flatMap(({ arm }): TableColumn[] => {
    const column = (title: string, ...name: string[]): TableColumn => [
      `${armRecords[arm].name}, ${title}`,
      columnName(arm, ...name),
    ];
    const quantile = (share: number): TableColumn =>
      column(`${share} %`, metric, smoothed, `quantile ${share} over seeds`);
    return [
      column('ledger', ledger),
      column(`${metric}${smoothed}, median over seeds`, metric, smoothed, 'median over seeds'),
      quantile(25),
      quantile(75),
      ...(smoothed === '' ? [] : [column(`${metric}, not smoothed`, metric, 'of step median over seeds')]),
      column('seeds', 'seeds going on'),
      column('seeds at 0', 'seeds at loss 0'),
    ];
  });
  const rows = stepsOf(history.knownLosses, whole).map((step) => [
    step,
    ...perArm.flatMap(({ of, cost }) => [
      cost(step),
      of.median[step]!,
      of.low[step]!,
      of.high[step]!,
      ...(smoothed === '' ? [] : [of.raw[step]!]),
      of.going[step]!,
      of.zero[step]!,
    ]),
  ]);
  return { columns: [['step', 'step'], ...columns], rows };
}
