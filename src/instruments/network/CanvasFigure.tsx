/** A panel of canvases: each has a name of its own; a picture is twice as fine as on screen. */
import { useMemo, type ReactNode } from 'react';
import { ChartFigure } from '../../ui/charts/ChartFigure.tsx';
import { ExplainPanel } from '../../ui/help/ExplainPanel.tsx';
import type { PanelId } from '../../ui/help/panel-explanations.ts';
import { constant } from '../../ui/primitives/cell.ts';
import type { Table } from '../../record/table.ts';
import css from './network.module.css';

interface CanvasFigureProps {
  readonly title: string;
  readonly caption: ReactNode;
  /** Names its files. */
  readonly area: string;
  readonly help: PanelId;
  readonly summary: string;
  /** All its numbers, or those that a person reads. */
  readonly table: (whole: boolean) => Table;
  readonly children: ReactNode;
}

const { canvases: figure = '', head = '', title = '', caption = '' } = css;

export function CanvasFigure({ help, summary, children, ...props }: CanvasFigureProps) {
  const view = useMemo(() => constant({ summary }), [summary]);
  return (
    <section className={css['section']} aria-label={props.title}>
      <ChartFigure
        {...props}
        view={view}
        help={<ExplainPanel what={help} />}
        look={{ figure, head, title, caption }}
        density={2}
        parts
      >
        <p className="visually-hidden">{summary}</p>
        {children}
      </ChartFigure>
    </section>
  );
}
