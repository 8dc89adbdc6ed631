/** Coefficients of one replica's fits by anchor and horizon, as far as they are stored. */
import type { RecordedCoefficients, RunHistory } from '../../record/history.ts';
import { controlArm } from '../../experiment/arms.ts';
import type { ArmId } from '../../experiment/fields.ts';
import { defineView } from '../../store/view.ts';
import { replicaShown, whoseOf, type Whose } from '../../store/select/rows.ts';
import { drawnOf, heatOf, noHeat, type HeatView } from '../../ui/charts/heat/heat.ts';

export type CoefficientPart = 'gain' | 'first' | 'sum' | 'constant';

export interface CoefficientMapView {
  readonly arm: ArmId;
  readonly seed: number;
  /** For every group that shares coefficients; empty if this arm has none. */
  readonly groups: readonly {
    readonly name: string;
    readonly parts: Readonly<Record<CoefficientPart, HeatView>>;
  }[];
  readonly summary: string;
}

const subjects: Readonly<Record<CoefficientPart, string>> = {
  gain: 'g = Aₙ − 1, how far beyond the last weight in units of the window’s change',
  first: 'A₀, the share of the window’s first weight',
  sum: 'The sum of A over the snapshots looked at',
  constant: 'b, the constant',
};

/** Thinned for drawing, and with all anchors. */
export const coefficientMapView = defineView({
  empty: (): CoefficientMapView => ({ arm: controlArm, seed: 1, groups: [], summary: noHeat.summary }),
  pace: 1000,
  look: whoseOf,
  select: (history, whose) => coefficientMapOf(history, whose),
});
export const wholeCoefficientMap = defineView({
  ...coefficientMapView,
  select: (history, whose) => coefficientMapOf(history, whose, true),
});

export function coefficientMapOf(history: RunHistory, whose: Whose, whole = false): CoefficientMapView {
  const { replicas, groups: names } = history.prepared;
  const replica = replicaShown(history, whose);
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
