/** The cells of the evidence instrument: computed while it is open, in slices, at most once a second each. */
import { createContext, useContext } from 'react';
import { emptyEvidence, evidenceViews } from '../../store/select/evidence/views.ts';
import type { App } from '../../store/state.ts';
import type { EvidenceView, EvidenceViews } from '../../record/evidence/views.ts';
import { changeOf } from '../app/live.ts';
import { createCell, type Cell } from '../primitives/cell.ts';
import { keeper } from '../primitives/keeper.ts';

export type EvidenceCells = { readonly [Name in keyof EvidenceViews]: Cell<EvidenceView<Name>> };

const pace = 1000;

const cellOf = <View>(empty: View): Cell<View> => createCell(empty);

export const createEvidenceCells = (): EvidenceCells => ({
  savings: cellOf<EvidenceView<'savings'>>(emptyEvidence.savings),
  targets: cellOf<EvidenceView<'targets'>>(emptyEvidence.targets),
  equalCost: cellOf<EvidenceView<'equalCost'>>(emptyEvidence.equalCost),
  around: cellOf<EvidenceView<'around'>>(emptyEvidence.around),
  quality: cellOf<EvidenceView<'quality'>>(emptyEvidence.quality),
  coefficients: cellOf<EvidenceView<'coefficients'>>(emptyEvidence.coefficients),
});

/** Keeps the cells up to date until the returned function is called. */
export function followEvidence({ store, recorded }: App, cells: EvidenceCells): () => void {
  const views = evidenceViews(recorded, () => store.getState().view);
  const keepers = [
    keeper(pace, cells.savings, views.savings),
    keeper(pace, cells.targets, views.targets),
    keeper(pace, cells.equalCost, views.equalCost),
    keeper(pace, cells.around, views.around),
    keeper(pace, cells.quality, views.quality),
    keeper(pace, cells.coefficients, views.coefficients),
  ];
  const mark = (urgent: boolean): void => {
    for (const each of keepers) each.mark(urgent);
  };
  mark(true);
  const end = store.subscribe((state, before) => {
    const change = changeOf(state, before);
    if (change !== 'none') mark(change === 'urgent');
  });
  return () => {
    end();
    for (const { stop } of keepers) stop();
  };
}

export const EvidenceContext = createContext<EvidenceCells | null>(null);

export function useEvidence(): EvidenceCells {
  const cells = useContext(EvidenceContext);
  if (cells === null) throw new Error('this is a part of the evidence instrument');
  return cells;
}
