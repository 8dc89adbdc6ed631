/** The newest fit of one replica: its coefficients by horizon beside the closed form. */
import { coefficientGroups } from '../../../record/evidence/coefficients.ts';
import type { RunHistory } from '../../../record/history.ts';
import type { CoefficientsView } from '../../../record/evidence/views.ts';
import { replicaShown, type Whose } from '../rows.ts';

type Group = CoefficientsView['groups'][number];

export function coefficientsOf(history: RunHistory, whose: Whose): CoefficientsView {
  const replica = replicaShown(history, whose);
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
