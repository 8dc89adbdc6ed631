/** A chart figure around something that was computed once, not live. */
import { createContext, useContext, useMemo, type ReactNode } from 'react';
import { experimentId } from '../../../core/digest.ts';
import { writeLab } from '../../../experiment/lab/lab-link.ts';
import { defaultLab } from '../../../experiment/lab/lab-fields.ts';
import type { Table } from '../../../record/table.ts';
import { ChartFigure } from '../../../ui/charts/ChartFigure.tsx';
import type { Explore } from '../../../ui/charts/explore/explore.ts';
import { constant } from '../../../ui/primitives/cell.ts';
import { ExplainPanel } from '../../../ui/help/ExplainPanel.tsx';
import type { PanelId } from '../../../ui/help/panel-explanations.ts';

interface LabFigureProps {
  readonly title: ReactNode;
  readonly caption: ReactNode;
  /** Names its files and selects the text of its "?". */
  readonly area: Extract<PanelId, `lab-${string}`>;
  readonly summary: string;
  readonly table: (whole: boolean) => Table;
  readonly explore?: Explore;
  readonly children: ReactNode;
}

export const LabOf = createContext(defaultLab);

export function LabFigure({ summary, children, ...props }: LabFigureProps) {
  const settings = writeLab(useContext(LabOf));
  const of = useMemo(
    () => ({ id: experimentId(settings), words: `Sequence lab · ${settings.replaceAll(';', ', ')}` }),
    [settings],
  );
  const view = useMemo(() => constant({ summary }), [summary]);
  return (
    <ChartFigure {...props} of={of} help={<ExplainPanel what={props.area} />} view={view}>
      {children}
    </ChartFigure>
  );
}
