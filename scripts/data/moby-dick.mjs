// Owns the text that the app ships to be predicted by characters: the beginning of Moby-Dick, with its lines joined to
// paragraphs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alphabetOf, numbersOf } from './alphabet.mjs';
import { MOBY_DICK, withPackage } from './sources.mjs';

/** The three splits, each with one character more than its windows of 32: the last target. */
const LENGTH = 11_250 * 32 + 1 + (256 * 32 + 1) + (1000 * 32 + 1);

/** @param {string} text */
const inParagraphs = (text) =>
  text
    .trim()
    .split(/\s*\n\s*\n\s*/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' '))
    .join('\n');

export function mobyDick() {
  const whole = withPackage(MOBY_DICK, (folder) => readFileSync(join(folder, 'data.txt'), 'utf8'));
  const text = [...inParagraphs(whole)].slice(0, LENGTH).join('');
  const alphabet = alphabetOf(text);
  return { alphabet, raw: numbersOf(text, alphabet) };
}
