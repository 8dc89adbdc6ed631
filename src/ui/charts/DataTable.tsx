/** A chart's numbers: thinned to what a person reads, first and last rows kept; whole where they go into a file. */
import { createContext, useContext, useEffect } from 'react';
import { compact } from '../primitives/numbers.ts';
import css from './charts.module.css';
import type { CsvCell } from './export/csv.ts';

export interface TableContent {
  readonly columns: readonly string[];
  /** Numbers are shortened on screen and whole in files; NaN is a gap. */
  readonly rows: readonly (readonly CsvCell[])[];
}

interface DataTableProps extends TableContent {
  /** Shows every row: where each is one of few, and not a moment of many. */
  readonly whole?: boolean;
}

/** Takes a table's numbers instead of showing them. */
export const TableSink = createContext<((table: TableContent) => void) | null>(null);

const most = 60;

const shown = (cell: CsvCell): string =>
  typeof cell === 'string' ? cell : Number.isNaN(cell) ? '' : compact(cell, 4);

export function DataTable({ columns, rows, whole = false }: DataTableProps) {
  const take = useContext(TableSink);
  useEffect(() => take?.({ columns, rows }));
  if (take !== null) return null;
  const every = whole ? 1 : Math.max(1, Math.ceil(rows.length / most));
  const kept = rows.filter((_, index) => index % every === 0 || index === rows.length - 1);
  if (kept.length === 0) return <p>No numbers yet.</p>;
  return (
    <table className={css['table']}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody translate="no">
        {kept.map((row, at) => (
          <tr key={whole ? at : row[0]}>
            {row.map((cell, index) => (
              <td key={columns[index]}>{shown(cell)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
