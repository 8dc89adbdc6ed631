/** A chart's numbers: thinned to what a person reads, first and last rows kept. */
import css from './charts.module.css';

interface DataTableProps {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const most = 60;

export function DataTable({ columns, rows }: DataTableProps) {
  const every = Math.max(1, Math.ceil(rows.length / most));
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
      <tbody>
        {kept.map((row) => (
          <tr key={row[0]}>
            {row.map((cell, index) => (
              <td key={columns[index]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
