/** A chart figure around something that was computed once, not live. */
import { useMemo, type ReactNode } from 'react';
import { ChartFigure } from '../../charts/ChartFigure.tsx';
import { ExplainPanel } from '../../help/ExplainPanel.tsx';
import type { PanelId } from '../../help/panel-explanations.ts';

interface LabFigureProps {
  readonly title: ReactNode;
  readonly caption: ReactNode;
  /** What the "?" tells. */
  readonly help: PanelId;
  readonly summary: string;
  readonly table: ReactNode;
  readonly children: ReactNode;
}

const never = (): void => undefined;

export function LabFigure({ title, caption, help, summary, table, children }: LabFigureProps) {
  const view = useMemo(() => {
    const value = { summary };
    return { get: () => value, subscribe: () => never };
  }, [summary]);
  return (
    <ChartFigure
      area="lab"
      title={title}
      caption={caption}
      help={<ExplainPanel what={help} />}
      view={view}
      table={table}
    >
      {children}
    </ChartFigure>
  );
}
