// Owns the budgets of what a visitor downloads, read from dist: the page's own code and the worker's, gzipped.
// Counts a chunk with all it imports statically; what is imported on demand is not in the budget.
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseAst } from 'vite';
import { root, stop } from './lib/process.mjs';

const PAGE_KB = 230;
const WORKER_KB = 140;
/** A string of tfjs-core that no minifier touches. */
const TFJS_MARKER = 'tfjsflags';

const assets = join(root, 'dist/assets');

/** @param {string} chunk */
const read = (chunk) => readFileSync(join(assets, chunk), 'utf8');

/** @param {string[]} entries @returns {string[]} the chunks, with all they import statically */
function withStaticImports(entries) {
  const seen = new Set(entries);
  for (const chunk of seen) {
    for (const node of parseAst(read(chunk)).body) {
      if ('source' in node && node.source) seen.add(basename(String(node.source.value)));
    }
  }
  return [...seen];
}

/** @param {string} name @param {string[]} entries @param {number} budget */
function weigh(name, entries, budget) {
  if (entries.length === 0) stop(`No ${name} chunk in dist/assets: nothing was weighed.`);
  const chunks = withStaticImports(entries);
  const kilobytes = chunks.reduce((sum, chunk) => sum + gzipSync(read(chunk), { level: 9 }).length, 0) / 1000;
  const verdict = kilobytes > budget ? 'OVER' : 'ok';
  console.log(
    `${name}: ${kilobytes.toFixed(1)} kB of ${budget} kB gzipped, ${chunks.length} chunks: ${verdict}`,
  );
  return { chunks, ok: kilobytes <= budget };
}

const scripts = readdirSync(assets).filter((file) => file.endsWith('.js'));
const html = readFileSync(join(root, 'dist/index.html'), 'utf8');
const pageEntries = scripts.filter((file) => html.includes(file));
const workerEntries = scripts.filter((file) => /^worker-(?!chunk-)/.test(file));

const page = weigh('page', pageEntries, PAGE_KB);
const worker = weigh('worker', workerEntries, WORKER_KB);

const holdsTfjs = (/** @type {string} */ chunk) => read(chunk).includes(TFJS_MARKER);
const outsideWorker = scripts.filter((file) => !file.startsWith('worker-') && holdsTfjs(file));
if (outsideWorker.length > 0) console.error(`tfjs is in the page: ${outsideWorker.join(', ')}`);
const inWorker = scripts.filter((file) => file.startsWith('worker-') && holdsTfjs(file));
if (inWorker.length === 0)
  console.error(`No worker chunk holds '${TFJS_MARKER}': tfjs cannot be told apart by it.`);

process.exit(page.ok && worker.ok && outsideWorker.length === 0 && inWorker.length > 0 ? 0 : 1);
