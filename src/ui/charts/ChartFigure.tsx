/** A chart with its title, a caption, a spoken summary, and its numbers as a table on demand. */
import { useId, useState, type ReactNode } from 'react';
import buttons from '../primitives/buttons.module.css';
import { usePart, type Watched } from '../primitives/cell.ts';
import { Icon } from '../primitives/Icon.tsx';
import css from './charts.module.css';

interface ChartFigureProps {
  readonly title: ReactNode;
  readonly caption: ReactNode;
  readonly tools?: ReactNode;
  readonly area: 'loss' | 'error' | 'weights' | 'difference';
  readonly view: Watched<{ readonly summary: string }>;
  /** A sentence in the place of data while there is none. */
  readonly empty?: string | null;
  readonly table: ReactNode;
  readonly children: ReactNode;
}

export function ChartFigure(props: ChartFigureProps) {
  const { title, caption, tools, area, view, empty = null, table, children } = props;
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  return (
    <figure className={css['figure']} data-area={area} aria-labelledby={id}>
      <figcaption className={css['head']}>
        <h3 id={id} className={css['title']}>
          {title}
        </h3>
        <span className={css['caption']}>{caption}</span>
        <span className={css['tools']}>
          {tools}
          <button
            type="button"
            className={`${buttons['icon']} ${css['tool']}`}
            aria-pressed={asTable}
            aria-label="Show the numbers"
            title={asTable ? 'Back to the chart' : 'Show the numbers'}
            onClick={() => setAsTable(!asTable)}
          >
            <Icon name={asTable ? 'chart' : 'table'} size={14} />
          </button>
        </span>
      </figcaption>
      {asTable ? (
        <div className={css['tableBox']} tabIndex={0} role="region" aria-labelledby={id}>
          {table}
        </div>
      ) : (
        <Plot view={view} empty={empty}>
          {children}
        </Plot>
      )}
    </figure>
  );
}

function Plot({
  view,
  empty,
  children,
}: Pick<ChartFigureProps, 'view' | 'children'> & { readonly empty: string | null }) {
  const summary = usePart(view, ({ summary: text }) => text);
  return (
    <div className={css['plot']}>
      <div role="img" aria-label={summary} className={css['picture']}>
        {children}
      </div>
      {empty !== null && (
        <p className={css['empty']}>
          <span>{empty}</span>
        </p>
      )}
    </div>
  );
}
