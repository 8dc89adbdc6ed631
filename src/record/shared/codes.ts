/**
 * Numbers as a few letters that are safe in links: whole numbers in base 64, losses in steps of 1.5 %, and checks that
 * differ when a text or a sequence of numbers does. Independent of what is written with them.
 */
import { exp, log } from '../../core/numeric/functions.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** One or two letters for a whole number from 0; of larger ones the last digits. */
export const codeOf = (value: number, length: 1 | 2): string =>
  (length === 1 ? '' : letters.charAt((value >>> 6) & 63)) + letters.charAt(value & 63);

/** NaN if the text has other letters. */
export const valueOf = (code: string): number =>
  Array.from(code).reduce((value, letter) => {
    const digit = letters.indexOf(letter);
    return digit < 0 ? NaN : 64 * value + digit;
  }, 0);

/** Levels per factor of 2, and the smallest loss that is not written as 0. */
const perOctave = 48;
const lowestOctave = -60;
const ln2 = 0.693_147_180_559_945_3;
const notFinite = 4095;

/** Two letters for a loss: 0, or a power of 2^(1/48), or not finite. */
export function lossCode(loss: number): string {
  if (!Number.isFinite(loss)) return codeOf(notFinite, 2);
  if (loss <= 0) return codeOf(0, 2);
  const level = Math.round((log(loss) / ln2 - lowestOctave) * perOctave);
  return codeOf(Math.min(Math.max(level, 1), notFinite - 1), 2);
}

export function lossOf(code: string): number {
  const level = valueOf(code);
  if (level === 0) return 0;
  return level === notFinite ? NaN : exp((level / perOctave + lowestOctave) * ln2);
}

/** Number of levels between two losses; Infinity if only one of them is 0 or not finite. */
export function levelsBetween(a: string, b: string): number {
  if (a === b) return 0;
  const isSpecial = (code: string): boolean => [0, notFinite].includes(valueOf(code));
  return isSpecial(a) || isSpecial(b) ? Infinity : Math.abs(valueOf(a) - valueOf(b));
}

const start = 0x81_1c_9d_c5;
const mixed = (hash: number, value: number): number => {
  const product = Math.imul(hash ^ value, 0x01_00_01_93);
  return product ^ (product >>> 15);
};

/** Letters that change when the text does: against damage, not against intent. */
export const checkOf = (text: string): string =>
  codeOf(
    Array.from(text).reduce((hash, letter) => mixed(hash, letter.codePointAt(0) ?? 0), start),
    2,
  );

/** The same of the bits of 32-bit floats. */
export function checkOfNumbers(sequences: Iterable<Float32Array>, length: 1 | 2): string {
  let hash = start;
  for (const numbers of sequences)
    for (const bits of new Uint32Array(Float32Array.from(numbers).buffer)) hash = mixed(hash, bits);
  return codeOf(hash, length);
}
