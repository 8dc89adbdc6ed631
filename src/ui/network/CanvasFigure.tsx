/** A panel of canvases with its title, caption, what it means, its numbers and its files: PNG twice as fine, SVG, CSV. */
import { useId, useState, type ReactNode } from 'react';
import charts from '../charts/charts.module.css';
import { DataTable } from '../charts/DataTable.tsx';
import { FigureTools } from '../charts/FigureTools.tsx';
import { ExplainPanel } from '../help/ExplainPanel.tsx';
import type { PanelId } from '../help/panel-explanations.ts';
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

export function CanvasFigure(props: CanvasFigureProps) {
  const { title, caption, area, help, summary, table, children } = props;
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  return (
    <section className={css['section']} aria-label={title}>
      <figure className={css['canvases']} data-area={area} aria-labelledby={id}>
        <figcaption className={css['head']}>
          <h3 id={id} className={css['title']}>
            {title}
          </h3>
          <span className={css['caption']}>{caption}</span>
          <FigureTools
            figure={<CanvasFigure {...props} />}
            area={area}
            density={2}
            help={<ExplainPanel what={help} />}
            zooms={false}
            table={table}
            asTable={asTable}
            onTable={setAsTable}
          >
            {null}
          </FigureTools>
        </figcaption>
        <p className="visually-hidden">{summary}</p>
        {asTable ? (
          <div className={charts['tableBox']} tabIndex={0} role="region" aria-labelledby={id}>
            <DataTable table={table(false)} />
          </div>
        ) : (
          children
        )}
      </figure>
    </section>
  );
}
