/** The numbers behind the watched weights, step by step: every step for a file, a few for the screen. */
import { blockWords } from '../../core/model/words.ts';
import type { RunHistory } from '../../record/history.ts';
import { columnName, type Table, type TableColumn } from '../../record/table.ts';
import type { ViewPreferences } from '../../store/state.ts';
import { replicaShown, stepsOf } from '../../store/select/rows.ts';
import { weightName } from './view.ts';

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
    const tensor = parameters.tensors[weight.tensor]!;
    const kind = tensor.role === 'bias' ? 'bias' : 'weight';
    return [
      weightName(parameters, weight),
      columnName(arm, 'seed', seed, blockWords(tensor), kind, weight.index + 1),
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
