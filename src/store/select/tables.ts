/** The numbers behind the charts of a run, step by step: every step for a file, a few for the screen. */
import { blockWords } from '../../core/model/words.ts';
import { armRecords, controlArm, subjectArm } from '../../experiment/arms.ts';
import { metricName } from '../../experiment/metric-words.ts';
import type { RunHistory } from '../../record/history.ts';
import type { ViewPreferences } from '../state.ts';
import type { ErrorView } from './error.ts';
import { chosenSteps, columnName, type Table, type TableColumn } from '../../record/table.ts';
import { differenceRows } from './difference.ts';
import { mainArm } from '../../record/judgement/judgement.ts';
import { costOf } from '../../record/cost.ts';
import { replicaShown } from './rows.ts';
import { weightName } from './weights.ts';

/** Rows that a person is shown. */
const mostShown = 60;

const ledger = 'ledger in gradient step equivalents';

const stepsOf = (known: number, whole: boolean): number[] => chosenSteps(known, whole ? Infinity : mostShown);

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

/**
 * The watched weights of the network that is looked at, at all steps that are kept of them; in a file, behind them,
 * what was forecast for them: as of so many steps before.
 */
export function weightsTable(history: RunHistory, view: ViewPreferences, whole: boolean): Table {
  const { prepared, watched, steps } = history;
  const replica = replicaShown(history, view);
  const { arm, seed } = prepared.replicas[replica]!;
  const { parameters } = prepared.model;
  const width = prepared.watched.length;
  const courses = prepared.watched.map((_, w) => watched.courseOf(replica * width + w, steps));
  const actual = [
    ...stepsOf(courses[0]?.length ?? 0, whole).map((row) => [
      row * watched.every,
      ...courses.map((course) => course[row]!),
    ]),
    ...(steps % watched.every === 0
      ? []
      : [[steps, ...courses.map((_, w) => watched.newest[replica * width + w]!)]]),
  ];
  const weights = prepared.watched.map((weight): TableColumn => {
    const { block, role } = parameters.tensors[weight.tensor]!;
    const kind = role === 'bias' ? 'bias' : 'weight';
    return [
      weightName(parameters, weight),
      columnName(arm, 'seed', seed, blockWords(block), kind, weight.index + 1),
    ];
  });
  if (!whole) return { columns: [['step', 'step'], ...weights], rows: actual };
  return {
    columns: [['step', 'step'], ['forecast made steps before', 'forecast_made_steps_before'], ...weights],
    rows: [...actual.map(([step, ...values]) => [step!, 0, ...values]), ...forecastRows(history, replica)],
  };
}

/** Every forecast of a replica's watched weights: the step it is for, how many steps before it was made, and the weights. */
function forecastRows({ prepared, forecasts, replicaCount }: RunHistory, replica: number): number[][] {
  const width = prepared.watched.length;
  return forecasts.flatMap(({ anchor, predicted }) =>
    prepared.horizons.flatMap((horizon, h) => {
      const from = (h * replicaCount + replica) * width;
      const values = [...predicted.subarray(from, from + width)];
      return values.some(Number.isFinite) ? [[anchor + horizon, horizon, ...values]] : [];
    }),
  );
}

/** Mean absolute errors over all weights and all forecasts that were scored so far ahead. */
export const errorTable = ({ rows }: ErrorView): Table => ({
  columns: [
    ['steps ahead', 'steps_ahead'],
    [armRecords[subjectArm].label, columnName(subjectArm, 'mean absolute error')],
    ['line', 'endpoint_line_mean_absolute_error'],
    ['stay put', 'staying_put_mean_absolute_error'],
    ['forecasts', 'forecasts'],
  ],
  rows: rows.map(({ horizon, forecast, line, stay, forecasts }) => [
    horizon,
    forecast,
    line,
    stay,
    forecasts,
  ]),
});
