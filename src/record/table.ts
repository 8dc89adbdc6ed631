/** A chart's numbers as a table, for a person to read and for a file. Owns the names of columns in files. Pure. */

export type TableCell = string | number;

export type TableColumn = readonly [
  /** Heading on screen. */
  title: string,
  /** Name in files: quantity, statistic and unit, in lower-case ASCII. */
  name: string,
  /** Format of its numbers on screen; shortened if left out. */
  text?: (value: number) => string,
];

export interface Table {
  readonly columns: readonly TableColumn[];
  /** Unrounded numbers: shares as fractions, NaN if there is none, infinite values unchanged. */
  readonly rows: readonly (readonly TableCell[])[];
}

/** Characters that Unicode itself maps to a plain one, such as subscripts, need no row. */
const signs: readonly (readonly [RegExp, string])[] = [
  [/×/g, 'x'],
  [/[−–—]/g, '-'],
  [/…/g, '...'],
  [/[’‘“”"]/g, "'"],
  [/·/g, ' '],
  [/→/g, '->'],
];

/** Words in ASCII: signs as words, letters without accents, the rest as "?". */
export const ascii = (text: string): string =>
  signs
    .reduce((plain, [sign, by]) => plain.replaceAll(sign, by), text)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[^\x20-\x7e]/gu, '?');

/** "layer 2 · w₁₇" -> "layer_2_w17": a column name, or a part of one. */
export const columnName = (...words: readonly (string | number)[]): string =>
  ascii(words.join(' '))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');

/** The steps or rows shown to a person: evenly chosen, including the first and the last. */
export function chosenSteps(count: number, most: number): number[] {
  const every = Math.max(1, Math.ceil(count / most));
  const chosen = Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every);
  return count > 0 && chosen.at(-1) !== count - 1 ? [...chosen, count - 1] : chosen;
}
