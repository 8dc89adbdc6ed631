/** What every chart of the lab is given: its subject, its "?", and a summary that was computed once. */
import { createContext, useContext, useMemo } from 'react';
import { experimentId } from '../../../core/digest.ts';
import { writeLab } from '../../../experiment/lab/lab-link.ts';
import { defaultLab } from '../../../experiment/lab/lab-fields.ts';
import { constant } from '../../../ui/primitives/cell.ts';
import { ExplainPanel } from '../../../ui/help/ExplainPanel.tsx';
import type { PanelId } from '../../../ui/help/panel-explanations.ts';

export const LabOf = createContext(defaultLab);

/** `area` names its files and selects the text of its "?". */
export function useLabFigure(area: Extract<PanelId, `lab-${string}`>, summary: string) {
  const settings = writeLab(useContext(LabOf));
  const of = useMemo(
    () => ({ id: experimentId(settings), words: `Sequence lab · ${settings.replaceAll(';', ', ')}` }),
    [settings],
  );
  const view = useMemo(() => constant({ summary }), [summary]);
  return { area, of, view, help: <ExplainPanel what={area} /> };
}
