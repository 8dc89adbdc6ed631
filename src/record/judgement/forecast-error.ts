/** Forecast error by horizon, mean over every scored forecast of the control. */
import { controlArm } from '../../experiment/arms.ts';
import type { RunHistory } from '../history.ts';

export interface ErrorRow {
  /** Steps ahead of the anchor. */
  readonly horizon: number;
  /** Forecasts that reached this horizon: the sample size of the means. */
  readonly forecasts: number;
  /** Mean absolute error over all weights, then mean over those forecasts. */
  readonly forecast: number;
  readonly stay: number;
  readonly line: number;
}

export interface ForecastError {
  readonly rows: readonly ErrorRow[];
  /** Forecasts scored (anchors x replicas), at any horizon. */
  readonly forecasts: number;
  /** 1 - MAE / MAE(persistence) at the farthest horizon; null until one is scored. */
  readonly skill: number | null;
}

export function forecastError(history: RunHistory): ForecastError {
  const controls = new Set(history.replicasOf(controlArm));
  const { horizons } = history.prepared;
  const sums = horizons.map(() => ({ count: 0, forecast: 0, stay: 0, line: 0 }));
  let forecasts = 0;
  for (const { scores } of history.scores) {
    for (const score of scores) {
      if (!controls.has(score.replica)) continue;
      forecasts += 1;
      score.mae.forEach((mae, h) => {
        const sum = sums[h]!;
        sum.count += 1;
        sum.forecast += mae;
        sum.stay += score.stayMae[h]!;
        sum.line += score.lineMae[h]!;
      });
    }
  }
  const rows = sums.flatMap(({ count, forecast, stay, line }, h): ErrorRow[] =>
    count === 0
      ? []
      : [
          {
            horizon: horizons[h]!,
            forecasts: count,
            forecast: forecast / count,
            stay: stay / count,
            line: line / count,
          },
        ],
  );
  const last = rows.at(-1);
  return { rows, forecasts, skill: last === undefined ? null : 1 - last.forecast / last.stay };
}
