/** Coefficients of one replica's fits by anchor and horizon, as far back as they are kept. */
import type { RecordedCoefficients, RunHistory } from '../../../record/history.ts';
import type { CoefficientMapView, CoefficientPart, HeatView } from '../../maps/maps-views.ts';
import type { ViewPreferences } from '../../state.ts';
import { drawnOf, heatOf } from './heat.ts';

type Whose = Pick<ViewPreferences, 'weightsArm' | 'weightsSeed'>;

const subjects: Readonly<Record<CoefficientPart, string>> = {
  gain: 'g = Aₙ − 1, how far beyond the last weight in units of the window’s change',
  first: 'A₀, the share of the window’s first weight',
  sum: 'The sum of A over the snapshots looked at',
  constant: 'b, the constant',
};

export function coefficientMapView(
  history: RunHistory,
  { weightsArm, weightsSeed }: Whose,
  whole = false,
): CoefficientMapView {
  const { replicas, groups: names } = history.prepared;
  const exact = replicas.findIndex(({ arm, seed }) => arm === weightsArm && seed === weightsSeed);
  const replica = Math.max(0, exact >= 0 ? exact : replicas.findIndex(({ arm }) => arm === weightsArm));
  const { arm, seed } = replicas[replica]!;
  const groups = names.flatMap((name, group) => {
    const parts = partsOf(history, replica, group, whole);
    return parts.gain.cells.every((cell) => cell === null) ? [] : [{ name, parts }];
  });
  const summary = groups[0]?.parts.gain.summary ?? 'There are no coefficients to show.';
  return { arm, seed, groups, summary };
}

function partsOf(
  history: RunHistory,
  replica: number,
  group: number,
  whole: boolean,
): Record<CoefficientPart, HeatView> {
  const { prepared, spec, replicaCount, fits } = history;
  const { horizons, groups, inputs } = prepared;
  const width = inputs.length + 1;
  const drawn = drawnOf(fits, whole);
  const { arm, seed } = prepared.replicas[replica]!;
  const map = (part: CoefficientPart, of: (values: Float32Array) => number): HeatView =>
    heatOf(
      drawn,
      {
        horizons,
        steps: spec.steps,
        apart: spec.period,
        kind: 'diverging',
        middle: part === 'sum' ? 1 : 0,
        subject: `${subjects[part]}; ${arm}, seed ${seed}, ${groups[group]}`,
      },
      ({ values }: RecordedCoefficients, h) => {
        const from = ((h * replicaCount + replica) * groups.length + group) * width;
        return { value: of(values.subarray(from, from + width)), certain: false, more: [] };
      },
    );
  return {
    gain: map('gain', (values) => values[inputs.length - 1]! - 1),
    first: map('first', (values) => values[0]!),
    sum: map('sum', (values) => values.subarray(0, inputs.length).reduce((sum, value) => sum + value, 0)),
    constant: map('constant', (values) => values[inputs.length]!),
  };
}
