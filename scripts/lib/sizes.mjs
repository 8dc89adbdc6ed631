// Owns the download size of a visit, read from dist: the page's own code and the worker's, gzipped, and their
// budgets. Counts a chunk with all its static imports; dynamic imports are not in the budget.
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseAst } from 'vite';
import { root, stop } from './process.mjs';

const assets = join(root, 'dist/assets');

/** @param {string} chunk */
export const readChunk = (chunk) => readFileSync(join(assets, chunk), 'utf8');

/** @returns {string[]} */
export const scripts = () => readdirSync(assets).filter((file) => file.endsWith('.js'));

/** @param {string[]} entries @returns {string[]} the chunks, with all their static imports */
function withStaticImports(entries) {
  const seen = new Set(entries);
  for (const chunk of seen) {
    for (const node of parseAst(readChunk(chunk)).body) {
      if ('source' in node && node.source) seen.add(basename(String(node.source.value)));
    }
  }
  return [...seen];
}

/** @param {string} name @param {string[]} entries @param {number} budget kB */
function weigh(name, entries, budget) {
  if (entries.length === 0) stop(`No ${name} chunk in dist/assets: nothing was weighed.`);
  const chunks = withStaticImports(entries);
  const bytes = chunks.reduce((sum, chunk) => sum + gzipSync(readChunk(chunk), { level: 9 }).length, 0);
  return { name, kilobytes: bytes / 1000, budget, chunks: chunks.length };
}

/** The page, the workers of a visit, and the worker that starts when files of runs are opened. */
export function sizes() {
  const html = readFileSync(join(root, 'dist/index.html'), 'utf8');
  return [
    weigh(
      'page',
      scripts().filter((file) => html.includes(file)),
      230,
    ),
    weigh(
      'worker',
      scripts().filter((file) => /^worker-(?!chunk-|recorded)/.test(file)),
      140,
    ),
    weigh(
      'reader of recorded runs',
      scripts().filter((file) => /^worker-recorded/.test(file)),
      105,
    ),
  ];
}
