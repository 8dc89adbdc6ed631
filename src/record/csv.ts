/** A table as CSV text. Pure. */
import { ascii, type Table, type TableCell } from './table.ts';

/** Full precision; `nan`, `inf` and `-inf`. Lines end with CRLF. */
export function csvText({ columns, rows }: Table): string {
  const head = columns.map(([, name]) => name);
  return [head, ...rows.map((row) => row.map(cellText))].map((cells) => `${cells.join(',')}\r\n`).join('');
}

function cellText(cell: TableCell): string {
  if (typeof cell === 'string') return wordText(cell);
  return Number.isFinite(cell) ? String(cell) : Number.isNaN(cell) ? 'nan' : cell < 0 ? '-inf' : 'inf';
}

/** Without commas, "#" and leading signs of formulas, which some readers misread. */
function wordText(words: string): string {
  const plain = ascii(words).replaceAll(',', ';').replaceAll('#', 'no. ').trim();
  return plain === '' ? 'none' : /^[=+\-@]/.test(plain) ? `'${plain}` : plain;
}
