import { describe, expect, it } from 'vitest';
import { csvText } from './csv.ts';
import type { TableCell } from '../table.ts';

const cells = (...row: TableCell[]): string[] =>
  csvText({ columns: row.map((_, at) => [`title ${at}`, `c${at}`]), rows: [row] })
    .split('\r\n')[1]!
    .split(',');

describe('csvText', () => {
  it('is headed by the names of the columns, and every line ends alike', () => {
    expect(
      csvText({
        columns: [
          ['steps', 'step'],
          ['loss, median', 'loss_median'],
        ],
        rows: [[1, 2]],
      }),
    ).toBe('step,loss_median\r\n1,2\r\n');
  });

  it('writes numbers in full, and what is not finite by its name', () => {
    expect(cells(0.1 + 0.2, -1e-9, NaN, Infinity, -Infinity)).toEqual([
      '0.30000000000000004',
      '-1e-9',
      'nan',
      'inf',
      '-inf',
    ]);
  });

  it('leaves nothing that a reader could take for something else', () => {
    expect(cells('a, "b"\r\nc #1', '', 'rate × 2', 'A₀, Aₙ − 1', 'Größe')).toEqual([
      "a; 'b' c no. 1",
      'none',
      'rate x 2',
      'A0; An - 1',
      'Gro?e',
    ]);
  });

  it('no text is a formula', () => {
    expect(cells('=1+1', '+1', '-1', '@sum', '\t=1', '−1')).toEqual([
      "'=1+1",
      "'+1",
      "'-1",
      "'@sum",
      "'=1",
      "'-1",
    ]);
    expect(cells(-1)).toEqual(['-1']);
  });
});
