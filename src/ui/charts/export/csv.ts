/**
 * A table as CSV text (RFC 4180) that every reader takes alike: plain ASCII, so that it needs no byte-order mark, no
 * empty cell, and nothing that needs quotes, which some readers do not know. Pure.
 */
import { ascii, type Table, type TableCell } from '../../../record/table.ts';

/** Numbers are written in full, as `nan`, `inf` or `-inf` where they are not finite. Lines end with CRLF. */
export function csvText({ columns, rows }: Table): string {
  const head = columns.map(([, name]) => name);
  return [head, ...rows.map((row) => row.map(cellText))].map((cells) => `${cells.join(',')}\r\n`).join('');
}

function cellText(cell: TableCell): string {
  if (typeof cell === 'string') return wordText(cell);
  return Number.isFinite(cell) ? String(cell) : Number.isNaN(cell) ? 'nan' : cell < 0 ? '-inf' : 'inf';
}

/** Commas would need quotes; "#" begins a comment for some; what begins like a formula would be computed by others. */
function wordText(words: string): string {
  const plain = ascii(words).replaceAll(',', ';').replaceAll('#', 'no. ').trim();
  return plain === '' ? 'none' : /^[=+\-@]/.test(plain) ? `'${plain}` : plain;
}
