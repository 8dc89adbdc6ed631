/** The evidence views of the run on screen, at most once a second each. */
import { controlArm } from '../../experiment/arms.ts';
import { aroundJob, stepsBefore } from '../../record/evidence/around.ts';
import { coefficientGroups } from '../../record/evidence/coefficients.ts';
import { equalCostJob } from '../../record/evidence/equal-cost.ts';
import { qualityView } from '../../record/evidence/quality.ts';
import { savingsView } from '../../record/evidence/savings.ts';
import { targetsJob } from '../../record/evidence/targets.ts';
import type {
  AroundView,
  CoefficientsView,
  EqualCostView,
  QualityView,
  SavingsView,
  TargetsView,
} from '../../record/evidence/views.ts';
import type { RunHistory } from '../../record/history.ts';
import { defineView, type View } from '../../store/view.ts';
import { replicaShown, whoseOf, type Whose } from '../../store/select/rows.ts';

const summary = 'Training has not begun.';

const evidence = <Value>(empty: Value, select: View<Value>['select']): View<Value> =>
  defineView({ empty: () => empty, pace: 1000, look: () => ({}), select });

export const evidenceViews = {
  savings: evidence<SavingsView>({ rows: [], seeds: 0, subject: null, tuning: null, summary }, savingsView),
  targets: evidence<TargetsView>(
    { curves: [], target: null, xDomain: [0.1, 1], yDomain: [-0.2, 0.2], summary },
    targetsJob,
  ),
  equalCost: evidence<EqualCostView>(
    { rows: [], control: null, evaluatedAt: null, seeds: 0, summary },
    equalCostJob,
  ),
  around: evidence<AroundView>(
    { curves: [], xDomain: [-stepsBefore, stepsBefore], yDomain: [-0.1, 0.1], zeroWidth: 1, summary },
    aroundJob,
  ),
  quality: evidence<QualityView>({ rows: [], networks: [], parts: [], forecasts: 0, summary }, qualityView),
  coefficients: defineView({
    empty: (): CoefficientsView => ({
      arm: controlArm,
      seed: 1,
      anchor: null,
      groups: [],
      inputs: [],
      summary,
    }),
    pace: 1000,
    look: whoseOf,
    select: coefficientsOf,
  }),
};

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
