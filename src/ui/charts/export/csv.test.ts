import { describe, expect, it } from 'vitest';
import { csvText } from './csv.ts';

describe('csvText', () => {
  it('writes numbers in full and leaves gaps empty', () => {
    expect(
      csvText(
        ['x', 'y'],
        [
          [1, 0.1 + 0.2],
          [2, NaN],
          [3, ''],
        ],
      ),
    ).toBe('x,y\r\n1,0.30000000000000004\r\n2,\r\n3,\r\n');
  });

  it('quotes what would break a line apart', () => {
    expect(csvText(['with jumps, 95 %', 'say "hi"'], [['a\nb', 'plain']])).toBe(
      '"with jumps, 95 %","say ""hi"""\r\n"a\nb",plain\r\n',
    );
  });
});
