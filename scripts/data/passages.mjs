// Owns the passages that the app ships to be classified: from Moby-Dick or a State of the Union address, and from which
// century an address is. Passages of a chapter or of an address are all in one split.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alphabetOf, numbersOf } from './alphabet.mjs';
import { MOBY_DICK, SPEECHES, withPackage } from './sources.mjs';

/** Characters of a passage. */
const LENGTH = 128;
/** Passages of each split, of all classes together. */
const COUNTS = { train: 1800, guard: 240, test: 300 };

/** @typedef {keyof typeof COUNTS} Split */
/** @typedef {{ readonly year: number, readonly text: string }} Source a chapter (year 0), or an address */

/**
 * Quotation marks and dashes as on a typewriter, and no notes of an editor ("[Laughter]"), so that an edition says
 * nothing about an author. @param {string} text
 */
const plain = (text) =>
  text
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\[[^\]]{1,80}\]|\((?:Applause|Laughter)[^)]*\)/gi, '')
    .replace(/ ?(?:-{2,}|[–—‑]) ?/g, '-')
    .replace(/\s+/g, ' ')
    .trim();

/** @returns {Source[]} */
const chapters = () =>
  withPackage(MOBY_DICK, (folder) =>
    readFileSync(join(folder, 'data.txt'), 'utf8')
      .split(/^CHAPTER \d+\..*$/m)
      .slice(1)
      .map((text) => ({ year: 0, text: plain(text) })),
  );

/** @returns {Source[]} */
const addresses = () =>
  withPackage(SPEECHES, (folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.txt'))
      .sort()
      .map((name) => ({
        year: Number(name.slice(0, 4)),
        text: plain(readFileSync(join(folder, name), 'utf8')),
      })),
  );

/** Every seventh source is for testing, every seventh for validation. @param {number} index @returns {Split} */
const splitOf = (index) => (index % 7 === 3 ? 'test' : index % 7 === 6 ? 'guard' : 'train');

/** Passages of a text, one after another, each from the start of a word. @param {string} text */
function cut(text) {
  const pieces = [];
  for (let at = 0; at + LENGTH <= text.length; at = text.indexOf(' ', at + LENGTH) + 1) {
    pieces.push(text.slice(at, at + LENGTH));
    if (!text.includes(' ', at + LENGTH)) break;
  }
  return pieces;
}

/** `count` passages, from each text in turn, evenly spaced within it. @param {readonly Source[]} sources @param {number} count */
function pick(sources, count) {
  const pieces = sources.map(({ text }) => cut(text));
  /** @type {number[]} number of passages from each text */
  const taken = pieces.map(() => 0);
  for (let left = count; left > 0;) {
    const before = left;
    for (const [s, own] of pieces.entries()) {
      if (left === 0 || taken[s] === own.length) continue;
      taken[s] = (taken[s] ?? 0) + 1;
      left -= 1;
    }
    if (left === before) throw new Error('there are too few passages');
  }
  const chosen = pieces.map((own, s) => {
    const size = taken[s] ?? 0;
    return Array.from({ length: size }, (_, i) => own[Math.floor(((i + 0.5) * own.length) / size)] ?? '');
  });
  return Array.from({ length: Math.max(...taken) }, (_, i) => chosen.flatMap((own) => own[i] ?? [])).flat();
}

/** Passages by split, with classes in turn, then their labels. @param {readonly (readonly Source[])[]} classes */
function build(classes, alphabet = '') {
  /** @type {string[]} */
  const passages = [];
  /** @type {number[]} */
  const labels = [];
  for (const [split, count] of Object.entries(COUNTS)) {
    const ofClass = classes.map((sources) =>
      pick(
        sources.filter((_, index) => splitOf(index) === split),
        count / classes.length,
      ),
    );
    for (let i = 0; i < count / classes.length; i += 1)
      ofClass.forEach((own, label) => {
        passages.push(own[i] ?? '');
        labels.push(label);
      });
  }
  const text = passages.join('');
  return { text, raw: Buffer.concat([numbersOf(text, alphabet), Buffer.from(labels)]) };
}

/** The two tasks, in one alphabet. */
export function passages() {
  const [book, speeches] = [chapters(), addresses()];
  const authors = [book, speeches];
  const centuries = [1, 1901, 2001, Infinity].flatMap((first, i, starts) =>
    i === 3 ? [] : [speeches.filter(({ year }) => year >= first && year < (starts[i + 1] ?? 0))],
  );
  const alphabet = alphabetOf(build(authors).text + build(centuries).text);
  return {
    presidents: { alphabet, raw: build(authors, alphabet).raw },
    century: { alphabet, raw: build(centuries, alphabet).raw },
  };
}
