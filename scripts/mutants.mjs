// Mutates lines, one at a time, and checks whether the unit tests detect it: `npm run mutants -- --sample 60 --seed 1
// --only src/core --limit 300`. Mutants are drawn from every room in turn; the checkout is not changed. Mutants
// without any visible effect are listed in mutants.equivalent.json with the reason.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { MutantTests } from './lib/mutant-tests.mjs';
import { mutantsOf } from './lib/mutations.mjs';

/** @typedef {import('./lib/mutations.mjs').Mutant} Mutant */
/** @typedef {import('./lib/mutant-tests.mjs').Outcome | 'equivalent'} Outcome */

const { values } = parseArgs({
  options: {
    sample: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    limit: { type: 'string', default: '300' },
  },
});

/** Code that runs on a graphics device, draws, or connects a worker is tested in a browser. */
const notUnits =
  /\.test\.|\.d\.ts$|\/testing\/|\.worker\.ts$|src\/engine\/(fused|tensorflow|device)|src\/main|export\/(figure-svg|sheet-words)/;

/** @type {readonly { file: string, line: string, was: string, text: string, why: string }[]} */
const equivalents = JSON.parse(readFileSync(new URL('mutants.equivalent.json', import.meta.url), 'utf8'));

/** The seeded draw: Mulberry32. @param {number} seed */
const randomFrom = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), seed | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

/** `count` mutants, from every room in turn. @param {number} count @param {number} seed @returns {Mutant[]} */
function draw(count, seed) {
  const random = randomFrom(seed);
  const files = execFileSync(
    'git',
    ['ls-files', 'src', 'scripts/offline', 'scripts/policy.mjs', 'public/start.js'],
    { encoding: 'utf8' },
  )
    .split('\n')
    .filter((file) => file.startsWith(values.only) && /\.m?[jt]s$/.test(file) && !notUnits.test(file));
  /** @type {Map<string, Mutant[]>} */
  const rooms = new Map();
  for (const file of files) {
    const [first = '', second = ''] = file.split('/');
    const room = first === 'src' ? second : first;
    rooms.set(room, [...(rooms.get(room) ?? []), ...mutantsOf(file, readFileSync(file, 'utf8'))]);
  }
  /** @type {Mutant[]} */
  const drawn = [];
  while (drawn.length < count && rooms.size > 0)
    for (const [room, left] of rooms) {
      const [mutant] = left.splice(Math.floor(random() * left.length), 1);
      if (mutant === undefined) rooms.delete(room);
      else if (drawn.length < count) drawn.push(mutant);
    }
  return drawn;
}

/** The line that a mutant is on. @param {Mutant} mutant */
const lineOf = ({ file, line }) => (readFileSync(file, 'utf8').split('\n')[line - 1] ?? '').trim();

const tests = new MutantTests();

/** @param {Mutant} mutant @returns {Promise<Outcome>} */
async function outcomeOf(mutant) {
  const { file, was, text } = mutant;
  const isEquivalent = equivalents.some(
    (row) => row.file === file && row.line === lineOf(mutant) && row.was === was && row.text === text,
  );
  return isEquivalent
    ? 'equivalent'
    : tests.outcomeOf(mutant, readFileSync(file, 'utf8'), Number(values.limit));
}

/** @type {Map<Outcome, Mutant[]>} */
const outcomes = new Map();
const mutants = draw(Number(values.sample), Number(values.seed));
for (const [i, mutant] of mutants.entries()) {
  const outcome = await outcomeOf(mutant);
  outcomes.set(outcome, [...(outcomes.get(outcome) ?? []), mutant]);
  const { file, line, was, text } = mutant;
  const change = `${was.replace(/\s+/g, ' ')}  ->  ${text.replace(/\s+/g, ' ')}`;
  console.log(
    `${String(i + 1).padStart(3)}/${mutants.length} ${outcome.padEnd(11)} ${file}:${line}  ${change}`,
  );
}
tests.end();
console.log([...outcomes].map(([outcome, of]) => `${of.length} ${outcome}`).join(', '));
for (const outcome of /** @type {const} */ (['survived', 'no test']))
  for (const mutant of outcomes.get(outcome) ?? [])
    console.log(
      `${outcome}: ${mutant.file}:${mutant.line}  ${lineOf(mutant)}  [${mutant.was} -> ${mutant.text}]`,
    );
// Also ends everything that a mutated line left running.
process.exit(outcomes.has('survived') ? 1 : 0);
