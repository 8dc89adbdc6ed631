/** The cells of the evidence instrument: computed while it is open, at most once a second, each in a turn of its own. */
import { createContext, useContext } from 'react';
import { emptyEvidence, evidenceViews } from '../../store/select/evidence/views.ts';
import type { App } from '../../store/state.ts';
import type { EvidenceViews } from '../../store/views-evidence.ts';
import type { Live } from '../app/live.ts';
import { createCell, type Cell } from '../primitives/cell.ts';

export type EvidenceCells = { readonly [Name in keyof EvidenceViews]: Cell<ReturnType<EvidenceViews[Name]>> };

const pace = 1000;

const cellOf = <View>(empty: View): Cell<View> => createCell(empty);

export const createEvidenceCells = (): EvidenceCells => ({
  savings: cellOf<ReturnType<EvidenceViews['savings']>>(emptyEvidence.savings),
  targets: cellOf<ReturnType<EvidenceViews['targets']>>(emptyEvidence.targets),
  equalCost: cellOf<ReturnType<EvidenceViews['equalCost']>>(emptyEvidence.equalCost),
  around: cellOf<ReturnType<EvidenceViews['around']>>(emptyEvidence.around),
  quality: cellOf<ReturnType<EvidenceViews['quality']>>(emptyEvidence.quality),
  coefficients: cellOf<ReturnType<EvidenceViews['coefficients']>>(emptyEvidence.coefficients),
});

/** Keeps the cells up to date until the returned function is called. */
export function followEvidence({ store, recorded }: App, { follow }: Live, cells: EvidenceCells): () => void {
  const views = evidenceViews(recorded, () => store.getState().view);
  const ends = [
    follow(cells.savings, pace, views.savings),
    follow(cells.targets, pace, views.targets),
    follow(cells.equalCost, pace, views.equalCost),
    follow(cells.around, pace, views.around),
    follow(cells.quality, pace, views.quality),
    follow(cells.coefficients, pace, views.coefficients),
  ];
  return () => {
    for (const end of ends) end();
  };
}

export const EvidenceContext = createContext<EvidenceCells | null>(null);

export function useEvidence(): EvidenceCells {
  const cells = useContext(EvidenceContext);
  if (cells === null) throw new Error('this is a part of the evidence instrument');
  return cells;
}
