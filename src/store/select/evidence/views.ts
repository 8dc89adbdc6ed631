/** The evidence views of whatever run is on screen. */
import type { RunHistory } from '../../history.ts';
import type { ViewPreferences } from '../../state.ts';
import type { EvidenceViews } from '../../views-evidence.ts';
import { aroundView, stepsBefore } from './around.ts';
import { coefficientsView } from './coefficients.ts';
import { equalCostView } from './equal-cost.ts';
import { qualityView } from './quality.ts';
import { savingsView } from './savings.ts';
import { targetsView } from './targets.ts';

const summary = 'Training has not begun.';

/** What is shown before anything was recorded. */
export const emptyEvidence = {
  savings: { rows: [], seeds: 0, subject: null, tuning: null, summary },
  targets: { curves: [], target: null, xDomain: [0.1, 1], yDomain: [-0.2, 0.2], summary },
  equalCost: { rows: [], control: null, evaluatedAt: null, seeds: 0, summary },
  around: { curves: [], xDomain: [-stepsBefore, stepsBefore], yDomain: [-0.1, 0.1], zeroWidth: 1, summary },
  quality: { rows: [], networks: [], parts: [], forecasts: 0, summary },
  coefficients: { arm: 'control', seed: 1, anchor: null, groups: [], inputs: [], summary },
} as const satisfies { readonly [Name in keyof EvidenceViews]: ReturnType<EvidenceViews[Name]> };

export function evidenceViews(
  historyOf: () => RunHistory | null,
  preferences: () => ViewPreferences,
): EvidenceViews {
  const of =
    <View>(select: (history: RunHistory) => View, empty: View) =>
    (): View => {
      const history = historyOf();
      return history === null ? empty : select(history);
    };
  return {
    savings: of(savingsView, emptyEvidence.savings),
    targets: of(targetsView, emptyEvidence.targets),
    equalCost: of(equalCostView, emptyEvidence.equalCost),
    around: of(aroundView, emptyEvidence.around),
    quality: of(qualityView, emptyEvidence.quality),
    coefficients: of((history) => coefficientsView(history, preferences()), emptyEvidence.coefficients),
  };
}
