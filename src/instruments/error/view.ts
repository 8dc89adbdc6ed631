/** The chart of forecast error by horizon. */
import { percent } from '../../core/evidence/verdict.ts';
import { armRecords, subjectArm } from '../../experiment/arms.ts';
import type { RunHistory } from '../../record/history.ts';
import { forecastError, type ErrorRow, type ForecastError } from '../../record/judgement/forecast-error.ts';
import { columnName, type Table } from '../../record/table.ts';
import { defineView } from '../../store/view.ts';
import { niceCeiling } from '../../store/select/rows.ts';

export interface ErrorView extends ForecastError {
  readonly yMax: number;
  readonly summary: string;
}

export const errorView = defineView({
  empty: (): ErrorView => ({
    rows: [],
    forecasts: 0,
    skill: null,
    yMax: 1,
    summary: 'No forecast has been scored yet.',
  }),
  pace: 250,
  look: () => ({}),
  select: errorOf,
});

export function errorOf(history: RunHistory): ErrorView {
  const error = forecastError(history);
  const { rows, forecasts, skill } = error;
  return {
    ...error,
    yMax: niceCeiling(Math.max(0, ...rows.flatMap(({ forecast, stay, line }) => [forecast, stay, line]))),
    summary: summarise(rows.at(-1), skill, forecasts),
  };
}

function summarise(last: ErrorRow | undefined, skill: number | null, forecasts: number): string {
  if (last === undefined || skill === null) return 'No forecast has been scored yet.';
  const sign = skill >= 0 ? 'below' : 'above';
  const line = last.forecast <= last.line ? 'below' : 'above';
  return `Mean absolute error over all weights, ${ofAll(last.forecasts, forecasts)} forecasts: ${last.horizon} steps ahead the farcaster is ${percent(skill)} ${sign} persistence and ${percent(1 - last.forecast / last.line)} ${line} the straight line.`;
}

/** Not every forecast reaches the farthest horizon before the run ends. */
const ofAll = (some: number, all: number): string => (some === all ? `${all}` : `${some} of ${all}`);

export const errorTable = ({ rows }: ErrorView): Table => ({
  columns: [
    ['steps ahead', 'steps_ahead'],
    [armRecords[subjectArm].label, columnName(subjectArm, 'mean absolute error')],
    ['line', 'endpoint_line_mean_absolute_error'],
    ['persistence', 'staying_put_mean_absolute_error'],
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
