/** The evidence views of whatever run is on screen. */
import { controlArm } from '../../../experiment/arms.ts';
import type { RunHistory } from '../../../record/history.ts';
import type { ViewPreferences } from '../../state.ts';
import type { EvidenceView, EvidenceViews } from '../../../record/evidence/views.ts';
import { aroundJob, stepsBefore } from '../../../record/evidence/around.ts';
import { coefficientsView } from './coefficients.ts';
import { equalCostJob } from '../../../record/evidence/equal-cost.ts';
import { qualityView } from '../../../record/evidence/quality.ts';
import { savingsView } from '../../../record/evidence/savings.ts';
import { targetsJob } from '../../../record/evidence/targets.ts';

const summary = 'Training has not begun.';

/** What is shown before anything was recorded. */
export const emptyEvidence = {
  savings: { rows: [], seeds: 0, subject: null, tuning: null, summary },
  targets: { curves: [], target: null, xDomain: [0.1, 1], yDomain: [-0.2, 0.2], summary },
  equalCost: { rows: [], control: null, evaluatedAt: null, seeds: 0, summary },
  around: { curves: [], xDomain: [-stepsBefore, stepsBefore], yDomain: [-0.1, 0.1], zeroWidth: 1, summary },
  quality: { rows: [], networks: [], parts: [], forecasts: 0, summary },
  coefficients: { arm: controlArm, seed: 1, anchor: null, groups: [], inputs: [], summary },
} as const satisfies { readonly [Name in keyof EvidenceViews]: EvidenceView<Name> };

export function evidenceViews(
  historyOf: () => RunHistory | null,
  preferences: () => ViewPreferences,
): EvidenceViews {
  const of = <View>(select: (history: RunHistory) => View | Generator<void, View>, empty: View) =>
    function* (): Generator<void, View> {
      yield;
      const history = historyOf();
      if (history === null) return empty;
      const made = select(history);
      return isJob(made) ? yield* made : made;
    };
  return {
    savings: of(savingsView, emptyEvidence.savings),
    targets: of(targetsJob, emptyEvidence.targets),
    equalCost: of(equalCostJob, emptyEvidence.equalCost),
    around: of(aroundJob, emptyEvidence.around),
    quality: of(qualityView, emptyEvidence.quality),
    coefficients: of((history) => coefficientsView(history, preferences()), emptyEvidence.coefficients),
  };
}

/** Whether a view is still to be made, with pauses. */
const isJob = <View>(made: View | Generator<void, View>): made is Generator<void, View> =>
  typeof made === 'object' && made !== null && 'next' in made;
