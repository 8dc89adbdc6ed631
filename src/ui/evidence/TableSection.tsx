/** A table with its title and one line that says how to read it. Wider than the page, it scrolls by itself. */
import { useId, type ReactNode } from 'react';
import css from './evidence.module.css';

interface TableSectionProps {
  readonly title: string;
  readonly caption: ReactNode;
  readonly tools?: ReactNode;
  /** A sentence in the place of the table while there is nothing to show. */
  readonly empty: string | null;
  readonly children: ReactNode;
}

export function TableSection({ title, caption, tools, empty, children }: TableSectionProps) {
  const id = useId();
  return (
    <div className={css['section']}>
      <div className={css['head']}>
        <h3 id={id} className={css['title']}>
          {title}
        </h3>
        <p className={css['caption']}>{caption}</p>
        {tools}
      </div>
      {empty === null ? (
        <div className={css['scroll']} tabIndex={0} role="region" aria-labelledby={id}>
          {children}
        </div>
      ) : (
        <p className={css['caption']}>{empty}</p>
      )}
    </div>
  );
}
