/** The evidence views of the run on screen, at most once a second each. */
import { controlArm } from '../../../experiment/arms.ts';
import { aroundJob, stepsBefore } from '../../../record/evidence/around.ts';
import { equalCostJob } from '../../../record/evidence/equal-cost.ts';
import { qualityView } from '../../../record/evidence/quality.ts';
import { savingsView } from '../../../record/evidence/savings.ts';
import { targetsJob } from '../../../record/evidence/targets.ts';
import type {
  AroundView,
  CoefficientsView,
  EqualCostView,
  QualityView,
  SavingsView,
  TargetsView,
} from '../../../record/evidence/views.ts';
import { defineView, type View } from '../../view.ts';
import { whoseOf } from '../rows.ts';
import { coefficientsOf } from './coefficients.ts';

const summary = 'Training has not begun.';

/** One that depends on the record alone. */
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
