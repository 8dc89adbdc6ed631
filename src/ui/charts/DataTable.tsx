/** A chart's numbers on screen: of many rows so many as a person reads, the first and the last among them. */
import { chosenSteps, type Table, type TableColumn, type TableCell } from '../../record/table.ts';
import { armLabel, type ArmId } from '../primitives/arms.ts';
import { compact } from '../primitives/numbers.ts';
import css from './charts.module.css';

interface DataTableProps {
  readonly table: Table;
  /** Shows every row: where each is one of few, and not a moment of many. */
  readonly whole?: boolean;
}

const most = 60;

const shown = (cell: TableCell, [, name, text]: TableColumn): string =>
  typeof cell === 'string'
    ? name === 'arm'
      ? armLabel(cell as ArmId)
      : cell
    : text !== undefined
      ? text(cell)
      : Number.isNaN(cell)
        ? ''
        : Number.isFinite(cell)
          ? compact(cell, 4)
          : cell < 0
            ? '−∞'
            : '∞';

export function DataTable({ table: { columns, rows }, whole = false }: DataTableProps) {
  if (rows.length === 0) return <p>No numbers yet.</p>;
  return (
    <table className={css['table']}>
      <thead>
        <tr>
          {columns.map(([title, name]) => (
            <th key={name} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody translate="no">
        {chosenSteps(rows.length, whole ? Infinity : most).map((at) => (
          <tr key={at}>
            {columns.map((column, index) => (
              <td key={column[1]}>{shown(rows[at]?.[index] ?? NaN, column)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
