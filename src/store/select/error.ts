/** Forecast error by horizon, mean over every forecast of the control that has been scored. */
import type { RunHistory } from '../history.ts';
import type { ErrorRow, ErrorView } from '../views.ts';
import { percent } from '../../core/evidence/verdict.ts';
import { niceCeiling } from './rows.ts';

export function errorView(history: RunHistory): ErrorView {
  const controls = new Set(history.replicasOf('control'));
  const { horizons } = history.prepared;
  const sums = horizons.map(() => ({ count: 0, farcaster: 0, stay: 0, line: 0 }));
  let forecasts = 0;
  for (const { scores } of history.scores) {
    for (const score of scores) {
      if (!controls.has(score.replica)) continue;
      forecasts += 1;
      score.mae.forEach((mae, h) => {
        const sum = sums[h]!;
        sum.count += 1;
        sum.farcaster += mae;
        sum.stay += score.stayMae[h]!;
        sum.line += score.lineMae[h]!;
      });
    }
  }
  const rows = sums.flatMap(({ count, farcaster, stay, line }, h): ErrorRow[] =>
    count === 0
      ? []
      : [
          {
            horizon: horizons[h]!,
            forecasts: count,
            farcaster: farcaster / count,
            stay: stay / count,
            line: line / count,
          },
        ],
  );
  const last = rows.at(-1);
  const skill = last === undefined ? null : 1 - last.farcaster / last.stay;
  return {
    rows,
    forecasts,
    skill,
    yMax: niceCeiling(Math.max(0, ...rows.flatMap(({ farcaster, stay, line }) => [farcaster, stay, line]))),
    summary: summarise(last, skill, forecasts),
  };
}

function summarise(last: ErrorRow | undefined, skill: number | null, forecasts: number): string {
  if (last === undefined || skill === null) return 'No forecast has been scored yet.';
  const sign = skill >= 0 ? 'below' : 'above';
  const line = last.farcaster <= last.line ? 'below' : 'above';
  return `Mean absolute error over all weights, ${ofAll(last.forecasts, forecasts)} forecasts: ${last.horizon} steps ahead the farcaster is ${percent(skill)} ${sign} staying put and ${percent(1 - last.farcaster / last.line)} ${line} the straight line.`;
}

/** Not every forecast reaches the farthest horizon before the run ends. */
const ofAll = (some: number, all: number): string => (some === all ? `${all}` : `${some} of ${all}`);
