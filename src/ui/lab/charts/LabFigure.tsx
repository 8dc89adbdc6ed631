/** A chart figure around something that was computed once, not live. */
import { useMemo, type ReactNode } from 'react';
import { ChartFigure } from '../../charts/ChartFigure.tsx';

interface LabFigureProps {
  readonly title: ReactNode;
  readonly caption: ReactNode;
  readonly summary: string;
  readonly table: ReactNode;
  readonly children: ReactNode;
}

const never = (): void => undefined;

export function LabFigure({ title, caption, summary, table, children }: LabFigureProps) {
  const view = useMemo(() => {
    const value = { summary };
    return { get: () => value, subscribe: () => never };
  }, [summary]);
  return (
    <ChartFigure area="lab" title={title} caption={caption} view={view} table={table}>
      {children}
    </ChartFigure>
  );
}
