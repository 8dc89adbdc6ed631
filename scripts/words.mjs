// Owns the count of words that have a plainer replacement: prints how often each occurs and fails above its limit. Part of
// `npm run lint`. `node scripts/words.mjs kept` lists the files with one word.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/process.mjs';
import { countOf, oldWords, proseOf } from './lib/words.mjs';

const [wanted] = process.argv.slice(2);
const left = /^docs\/(BENCHMARKS|FINDINGS|RESPONSE)\.md$|^scripts\/lib\/words\.mjs$|^scripts\/words\./;
const files = execFileSync('git', ['ls-files', 'src', 'e2e', 'scripts', 'bench', 'docs', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /\.(tsx?|mjs|js|md)$/.test(file) && !left.test(file))
  .map((file) => ({ file, prose: proseOf(file, readFileSync(join(root, file), 'utf8')) }));
if (files.length === 0) throw new Error('There are no files to check.');

const below = /^(?:src\/(?:core|engine|experiment|run|record|worker|cli|formats)|scripts|bench|e2e|docs)\//;
const isPage = (/** @type {string} */ file) => !below.test(file);
let failed = false;
for (const [pattern, instead, rooms, page] of oldWords) {
  const found = files.map(({ file, prose }) => ({ file, count: countOf(pattern, prose) }));
  const sum = (/** @type {boolean} */ page) =>
    found.reduce((total, { file, count }) => total + (isPage(file) === page ? count : 0), 0);
  const isOver = sum(false) > rooms || sum(true) > page;
  failed ||= isOver;
  if (isOver || process.argv.includes('--all'))
    console.log(`${pattern}: ${sum(false)} of ${rooms}, the rest ${sum(true)} of ${page}; write: ${instead}`);
  if (wanted !== undefined && countOf(pattern, wanted) > 0)
    for (const { file, count } of found) if (count > 0) console.log(`${count} ${file}`);
}
process.exit(failed ? 1 : 0);
