/** A chart's numbers as a table, for a person to read and for a file. Owns the names that columns have in files. Pure. */

export type TableCell = string | number;

export type TableColumn = readonly [
  /** At its head on screen. */
  title: string,
  /** In files: what it is, over what, in which unit, in lower-case ASCII. */
  name: string,
  /** How its numbers read on screen; shortened without. */
  text?: (value: number) => string,
];

export interface Table {
  readonly columns: readonly TableColumn[];
  /** Numbers as they are, in full: shares as fractions, NaN where there is none, infinite where that is meant. */
  readonly rows: readonly (readonly TableCell[])[];
}

/** Those that Unicode itself takes for a plain one, such as subscripts, need no row. */
const signs: readonly (readonly [RegExp, string])[] = [
  [/×/g, 'x'],
  [/[−–—]/g, '-'],
  [/…/g, '...'],
  [/[’‘“”"]/g, "'"],
  [/·/g, ' '],
  [/→/g, '->'],
];

/** Words in ASCII: signs by what they stand for, letters without their accents, the rest as "?". */
export const ascii = (text: string): string =>
  signs
    .reduce((plain, [sign, by]) => plain.replaceAll(sign, by), text)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[^\x20-\x7e]/gu, '?');

/** "layer 2 · w₁₇" -> "layer_2_w17": a name for a column, or a part of one. */
export const columnName = (...words: readonly (string | number)[]): string =>
  ascii(words.join(' '))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');

/** The numbers of so many steps or rows that a person is shown: evenly chosen, the first and the last among them. */
export function chosenSteps(count: number, most: number): number[] {
  const every = Math.max(1, Math.ceil(count / most));
  const chosen = Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every);
  return count > 0 && chosen.at(-1) !== count - 1 ? [...chosen, count - 1] : chosen;
}
