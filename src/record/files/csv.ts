/**
 * A table as text that numpy, pandas and spreadsheets read alike: where it comes from in comment lines, ASCII names,
 * plain numbers in full precision. Pure; knows no chart.
 */
import { ascii, type TableCell, type TableColumn } from '../table.ts';

/** A table whose rows may be made one by one. */
export interface Rows {
  readonly columns: readonly TableColumn[];
  readonly rows: Iterable<readonly TableCell[]>;
}

/** Where a file comes from: names and what they say, in order. */
export type Origins = Readonly<Record<string, string>>;

const lineEnd = '\r\n';

/** Line by line: comments, names, rows. `nan`, `inf` and `-inf` are numbers that do not exist or are infinite. */
export function* csvLines({ columns, rows }: Rows, origins: Origins = {}): Generator<string, void> {
  const said = Object.entries(origins).map(
    ([key, words]) => `# ${key}: ${words.replaceAll(/\s+/g, ' ').replaceAll(/[^\x20-\x7e]+/gu, ascii)}`,
  );
  if (said.length > 0) yield `# read: ${readers(said.length + 1)}${lineEnd}`;
  for (const line of said) yield `${line}${lineEnd}`;
  yield `${columns.map(([, name]) => name).join(',')}${lineEnd}`;
  for (const row of rows) yield `${row.map(cellText).join(',')}${lineEnd}`;
}

/** numpy would take the first comment line for the names of the columns. */
const readers = (lines: number): string =>
  `pandas.read_csv(file, comment='#', float_precision='round_trip') or numpy.genfromtxt(file, delimiter=',', names=True, dtype=None, encoding='ascii', skip_header=${lines})`;

export const csvText = (table: Rows, origins?: Origins): string => [...csvLines(table, origins)].join('');

function cellText(cell: TableCell): string {
  if (typeof cell === 'string') return wordText(cell);
  return Number.isFinite(cell) ? String(cell) : Number.isNaN(cell) ? 'nan' : cell < 0 ? '-inf' : 'inf';
}

/** Without commas, "#" and leading signs of formulas, which some readers misread. */
function wordText(words: string): string {
  const plain = ascii(words).replaceAll(',', ';').replaceAll('#', 'no. ').trim();
  return plain === '' ? 'none' : /^[=+\-@]/.test(plain) ? `'${plain}` : plain;
}
