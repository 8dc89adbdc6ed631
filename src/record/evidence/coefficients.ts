/** The coefficients of the latest fit of a replica, by horizon, with the closed form. */
import { coefficientsOf } from '../../core/evidence/coefficients.ts';
import type { RunHistory } from '../history.ts';
import type { CoefficientsView } from './views.ts';

type Group = CoefficientsView['groups'][number];

/** Every group's coefficients in the latest forecast of a replica; empty if it uses another kind of forecast. */
export function coefficientGroups(history: RunHistory, replica: number): Group[] {
  const { prepared, replicaCount, coefficients } = history;
  if (coefficients === null) return [];
  const { horizons, groups, inputs, windowSteps } = prepared;
  const width = inputs.length + 1;
  return groups.flatMap((name, group): Group[] => {
    const values = new Float64Array(horizons.length * width);
    horizons.forEach((_, h) => {
      const from = ((h * replicaCount + replica) * groups.length + group) * width;
      values.set(coefficients.values.subarray(from, from + width), h * width);
    });
    const fitted = coefficientsOf(values, horizons, windowSteps);
    return fitted === null ? [] : [{ name, ...fitted, yDomain: domainOf(fitted.rows) }];
  });
}

/** Range of first, last, sum and gain, always including 0 and 1, in multiples of a half. */
function domainOf(rows: Group['rows']): readonly [number, number] {
  const drawn = rows.flatMap(({ inputs, constant, gain, sum }) => [
    inputs[0]!,
    inputs.at(-1)!,
    constant,
    gain,
    sum,
  ]);
  return [Math.floor(2 * Math.min(0, ...drawn)) / 2, Math.ceil(2 * Math.max(1, ...drawn)) / 2];
}
