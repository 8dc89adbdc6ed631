/** The cells of the evidence instrument: computed while it is open, at most once a second, each in a turn of its own. */
import { emptyEvidence } from '../../store/select/evidence/views.ts';
import type { EvidenceViews } from '../../store/views-evidence.ts';
import type { Cell } from '../primitives/cell.ts';

export type EvidenceCells = { readonly [Name in keyof EvidenceViews]: Cell<ReturnType<EvidenceViews[Name]>> };

/** Makes a cell that is computed anew when due, no more often than the pace, ms. */
type Keep = <View>(pace: number, compute: () => View) => Cell<View>;

const pace = 1000;

export function evidenceCells(keep: Keep, views: EvidenceViews, isOpen: () => boolean): EvidenceCells {
  const cell = <View>(compute: () => View, empty: View): Cell<View> =>
    keep(pace, () => (isOpen() ? compute() : empty));
  return {
    savings: cell(views.savings, emptyEvidence.savings),
    targets: cell(views.targets, emptyEvidence.targets),
    equalCost: cell(views.equalCost, emptyEvidence.equalCost),
    around: cell(views.around, emptyEvidence.around),
    quality: cell(views.quality, emptyEvidence.quality),
    coefficients: cell(views.coefficients, emptyEvidence.coefficients),
  };
}
