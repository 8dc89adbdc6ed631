// Owns `npm run bench`: measures all ways of training in one run, interleaved, and writes docs/BENCHMARKS.md and
// docs/benchmarks.json. What is measured is defined in bench/node/plan.mjs.
import { requireInstalled } from './lib/install.mjs';

await requireInstalled();
const { readOptions } = await import('../bench/node/options.mjs');
const { runBenchmark } = await import('../bench/node/run.mjs');
await runBenchmark(readOptions());
