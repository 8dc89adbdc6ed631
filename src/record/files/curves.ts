/** The measurements of a run seed by seed, as tables of one observation a row; what charts show are statistics of these. */
import { metricName } from '../../experiment/metric-words.ts';
import type { RunHistory } from '../history.ts';
import { chosenSteps, columnName, type TableCell, type TableColumn } from '../table.ts';
import { coefficientsOfRun } from './coefficients.ts';
import type { Rows } from './csv.ts';

const replica: readonly TableColumn[] = [
  ['arm', 'arm'],
  ['seed', 'seed'],
];
const ledger: TableColumn = ['ledger', 'ledger_in_gradient_step_equivalents'];

/** The tables of a run, by the name of their file. `most`: maximum number of steps of one curve. */
export const seedTables = (history: RunHistory, most = Infinity): Readonly<Record<string, Rows>> => ({
  curves: curvesTable(history, most),
  seeds: seedsTable(history),
  jumps: jumpsTable(history),
  'forecast-errors': forecastsTable(history),
  coefficients: coefficientsOfRun(history),
});

/** Number of rows of all curves in full. */
export const curveRows = (history: RunHistory): number =>
  history.prepared.replicas.reduce((sum, _, r) => sum + history.lossCount(r) + 1, 0);

/** The metric after every step, raw and, if charts smooth it, smoothed. */
function curvesTable(history: RunHistory, most: number): Rows {
  const { prepared, replicaCount, loss, smoothed, spec } = history;
  const metric = metricName(spec);
  const isSmoothed = prepared.smoothing > 1;
  const over = `mean of ${prepared.smoothing} steps`;
  return {
    columns: [
      ...replica,
      ['step', 'step'],
      ledger,
      [`${metric} of the step`, columnName(metric, 'of step')],
      ...(isSmoothed ? [[`${metric}, ${over}`, columnName(metric, over)] as const] : []),
    ],
    rows: eachRow(history, function* (r, { arm, seed }) {
      const cost = history.costOf(r);
      const known = Math.min(history.knownLosses, history.stopOf(r));
      for (const step of chosenSteps(known, most)) {
        const at = step * replicaCount + r;
        yield [arm, seed, step, cost(step), loss[at]!, ...(isSmoothed ? [smoothed[at]!] : [])];
      }
    }),
  };
}

/** The end of every seed, and its scores at the last evaluation. */
function seedsTable(history: RunHistory): Rows {
  const { spec, evaluated, smoothed, replicaCount } = history;
  const metric = metricName(spec);
  return {
    columns: [
      ...replica,
      ['status', 'status'],
      ['steps', 'steps'],
      ledger,
      [metric, columnName(metric, history.prepared.smoothing > 1 ? 'smoothed' : '', 'at the end')],
      ['jumps', 'jumps_accepted'],
      ['evaluated at step', 'evaluated_at_step'],
      ['validation loss', 'validation_loss'],
      ['test loss', 'test_loss'],
      ['test accuracy', 'test_accuracy'],
    ],
    rows: eachRow(history, function* (r, { arm, seed }) {
      const last = history.lossCount(r);
      const status =
        history.divergences[r] !== null ? 'stopped' : history.isComplete(r) ? 'finished' : 'training';
      yield [
        arm,
        seed,
        status,
        last,
        history.costOf(r)(last),
        history.knownLosses === 0 ? NaN : smoothed[last * replicaCount + r]!,
        history.jumps[r]!.filter(({ accepted }) => accepted).length,
        evaluated?.step ?? NaN,
        evaluated?.guardLoss[r] ?? NaN,
        evaluated?.testLoss[r] ?? NaN,
        evaluated?.testAccuracy[r] ?? NaN,
      ];
    }),
  };
}

/** Every jump that was considered. */
function jumpsTable(history: RunHistory): Rows {
  return {
    columns: [
      ...replica,
      ['step', 'step'],
      ['horizon', 'horizon_in_steps'],
      ['accepted', 'accepted'],
      ['validation loss before', 'validation_loss_before'],
      ['validation loss after', 'validation_loss_after'],
      ['cost', 'cost_in_gradient_step_equivalents'],
    ],
    rows: eachRow(history, function* (r, { arm, seed }) {
      for (const { step, horizon, accepted, lossBefore, lossAfter, cost } of history.jumps[r]!)
        yield [arm, seed, step, horizon, accepted ? 1 : 0, lossBefore, lossAfter, cost];
    }),
  };
}

/** Errors of every scored forecast, over all weights. */
function forecastsTable({ scores, prepared }: RunHistory): Rows {
  return {
    columns: [
      ...replica,
      ['anchor', 'anchor_step'],
      ['horizon', 'horizon_in_steps'],
      ['forecast', 'mean_absolute_error_of_forecast'],
      ['persistence', 'mean_absolute_error_of_persistence'],
      ['line', 'mean_absolute_error_of_line'],
      ['cosine', 'cosine_of_forecast_and_true_displacement'],
      ['norm ratio', 'norm_of_forecast_over_true_displacement'],
    ],
    rows: iterable(function* () {
      for (const { anchor, horizons, scores: scored } of scores)
        for (const score of scored) {
          const { arm, seed } = prepared.replicas[score.replica]!;
          for (const [i, horizon] of horizons.entries())
            yield [
              arm,
              seed,
              anchor,
              horizon,
              score.mae[i]!,
              score.stayMae[i]!,
              score.lineMae[i]!,
              score.cosine[i]?.at(-1) ?? NaN,
              score.normRatio[i]?.at(-1) ?? NaN,
            ];
        }
    }),
  };
}

type MadeRows = Generator<readonly TableCell[], void>;

const iterable = (make: () => MadeRows): Rows['rows'] => ({ [Symbol.iterator]: make });

const eachRow = (
  { prepared }: RunHistory,
  rowsOf: (index: number, of: RunHistory['prepared']['replicas'][number]) => MadeRows,
): Rows['rows'] =>
  iterable(function* () {
    for (const [index, of] of prepared.replicas.entries()) yield* rowsOf(index, of);
  });
