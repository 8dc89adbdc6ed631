/** A table with its title and one line that says how to read it. Wider than the page, it scrolls by itself. */
import { useId, type ReactNode } from 'react';
import type { Table } from '../../store/table.ts';
import { useCsv } from '../charts/use-files.tsx';
import buttons from '../primitives/buttons.module.css';
import css from './evidence.module.css';

interface TableSectionProps {
  readonly title: string;
  readonly caption: ReactNode;
  readonly tools?: ReactNode;
  /** Its numbers as files. */
  readonly files: readonly FileProps[];
  /** A sentence in the place of the table while there is nothing to show. */
  readonly empty: string | null;
  readonly children: ReactNode;
}

export function TableSection({ title, caption, tools, files, empty, children }: TableSectionProps) {
  const id = useId();
  return (
    <div className={css['section']}>
      <div className={css['head']}>
        <h3 id={id} className={css['title']}>
          {title}
        </h3>
        <p className={css['caption']}>{caption}</p>
        {tools}
        {empty === null && files.map((file) => <File key={file.area} {...file} />)}
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

interface FileProps {
  /** Names it, after the experiment. */
  readonly area: string;
  /** What is written on its button. */
  readonly words: string;
  readonly table: () => Table;
}

function File({ area, words, table }: FileProps) {
  const save = useCsv(area, table);
  return (
    <button type="button" className={buttons['link']} title="Save the numbers as CSV" onClick={save}>
      {words}
    </button>
  );
}
