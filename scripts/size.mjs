// Owns the check of the download size: page and worker within their budgets, and no tfjs in the page.
import { readChunk, scripts, sizes } from './lib/sizes.mjs';

/** A string of tfjs-core that minifiers do not change. */
const TFJS_MARKER = 'tfjsflags';

const weighed = sizes();
for (const { name, kilobytes, budget, chunks } of weighed) {
  const verdict = kilobytes > budget ? 'OVER' : 'ok';
  console.log(`${name}: ${kilobytes.toFixed(1)} kB of ${budget} kB gzipped, ${chunks} chunks: ${verdict}`);
}

const holdsTfjs = (/** @type {string} */ chunk) => readChunk(chunk).includes(TFJS_MARKER);
const outsideWorker = scripts().filter((file) => !file.startsWith('worker-') && holdsTfjs(file));
if (outsideWorker.length > 0) console.error(`tfjs is in the page: ${outsideWorker.join(', ')}`);
const inWorker = scripts().filter((file) => file.startsWith('worker-') && holdsTfjs(file));
if (inWorker.length === 0)
  console.error(`No worker chunk holds '${TFJS_MARKER}': tfjs cannot be told apart by it.`);

const isWithin = weighed.every(({ kilobytes, budget }) => kilobytes <= budget);
process.exit(isWithin && outsideWorker.length === 0 && inWorker.length > 0 ? 0 : 1);
