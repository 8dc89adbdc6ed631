/** The newest fit of one replica: its coefficients by horizon beside the closed form. */
import { coefficientsOf } from '../../../core/evidence/coefficients.ts';
import type { RunHistory } from '../../history.ts';
import type { ViewPreferences } from '../../state.ts';
import type { CoefficientsView } from '../../views-evidence.ts';

type Whose = Pick<ViewPreferences, 'weightsArm' | 'weightsSeed'>;
type Group = CoefficientsView['groups'][number];

export function coefficientsView(history: RunHistory, whose: Whose): CoefficientsView {
  const replica = replicaOf(history, whose);
  const { arm, seed } = history.prepared.replicas[replica]!;
  const groups = coefficientGroups(history, replica);
  return {
    arm,
    seed,
    anchor: history.coefficients?.anchor ?? null,
    groups,
    inputs: inputNames(history.prepared.inputs.length),
    summary: summarise(history, groups),
  };
}

/** The chosen replica; the arm's first seed where the chosen one is not in the run, or the run's first. */
function replicaOf({ prepared: { replicas } }: RunHistory, { weightsArm, weightsSeed }: Whose): number {
  const exact = replicas.findIndex(({ arm, seed }) => arm === weightsArm && seed === weightsSeed);
  return exact >= 0
    ? exact
    : Math.max(
        0,
        replicas.findIndex(({ arm }) => arm === weightsArm),
      );
}

/** Every group's coefficients in the newest forecast of a replica; none where it has another kind of forecast. */
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

/** Covers first, last, sum and gain, always with 0 and 1 inside, in halves. */
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

const subscripts = '₀₁₂₃₄₅₆₇₈₉';

const inputNames = (count: number): string[] =>
  Array.from({ length: count }, (_, i) =>
    i === count - 1 ? 'Aₙ' : `A${String(i).replaceAll(/\d/g, (digit) => subscripts[Number(digit)]!)}`,
  );

function summarise({ coefficients }: RunHistory, groups: readonly Group[]): string {
  const [group] = groups;
  const last = group?.rows.at(-1);
  if (coefficients === null || group === undefined || last === undefined)
    return 'There is no fit with coefficients to show.';
  const rate =
    group.rate === null
      ? 'no single rate of decay fits'
      : `a common rate of ${group.rate.toFixed(4)} per step fits best`;
  return `Fit at step ${coefficients.anchor}: ${last.horizon} steps ahead A₀ ${last.inputs[0]!.toFixed(3)}, Aₙ ${last.inputs.at(-1)!.toFixed(3)}, sum ${last.sum.toFixed(3)}; ${rate}.`;
}
