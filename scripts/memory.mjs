// Owns `npm run memory -- --sample 20`: the actual memory of experiments, compared with the estimates of
// src/run/plan/memory.ts.
//
// Each experiment runs to its end in the built page of a new browser. Measured is the peak resident memory of the
// page's process (page and workers share one) and of the graphics process during preparation and run, minus their
// memory at rest after a small experiment. Garbage is collected before every reading, because a browser with free
// memory delays collection, and uncollected garbage is not part of an experiment's memory.
import { readFileSync, readdirSync } from 'node:fs';
import { runnerImport } from 'vite';
import { requireInstalled } from './lib/install.mjs';

await requireInstalled();
const { withBuiltPage } = await import('./lib/built-page.mjs');
const { requireChromium } = await import('./lib/chromium.mjs');
const { chromiumArgs } = await import('./lib/chromium-flags.mjs');
const { samples } = await import('./memory/samples.mjs');
const { estimateOf } = (await runnerImport(new URL('memory/estimate-of.ts', import.meta.url).pathname))
  .module;

// It was set for the imports above; the page must be built as in production.
delete process.env['NODE_ENV'];

/** Maximum factor between measured and estimated memory. */
const factor = 1.5;

/** Time between two readings, ms. */
const pause = 300;

/** @param {string} name @param {number} otherwise */
const option = (name, otherwise) =>
  Number(process.argv[process.argv.indexOf(name) + 1] ?? otherwise) || otherwise;

const own = String(process.pid);

/** @param {string} pid */
const statusOf = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
};

/** Whether a process is a descendant of this one. @param {string} pid @returns {boolean} */
const isOwn = (pid) => {
  const parent = /PPid:\s+(\d+)/.exec(statusOf(pid))?.[1];
  return parent !== undefined && parent !== '0' && (parent === own || isOwn(parent));
};

/** Processes of this browser that show pages or drive the graphics device. */
const watched = () =>
  readdirSync('/proc').filter(
    (pid) =>
      /^\d+$/.test(pid) &&
      /--type=(renderer|gpu-process)/.test(readSafely(`/proc/${pid}/cmdline`)) &&
      isOwn(pid),
  );

/** @param {string} path */
function readSafely(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Private resident memory, bytes. @param {readonly string[]} pids */
const resident = (pids) =>
  pids.reduce((sum, pid) => sum + 1024 * Number(/RssAnon:\s+(\d+)/.exec(statusOf(pid))?.[1] ?? 0), 0);

/** Threads whose last collection is not finished: with further requests they would do nothing else. */
const collecting = new WeakMap();

/** @param {any} thread a page or a worker, which may end meanwhile @returns {Promise<unknown>} */
function collectIn(thread) {
  const collected =
    collecting.get(thread) ??
    thread
      .evaluate(() => /** @type {any} */ (globalThis).gc())
      .catch(() => undefined)
      .finally(() => collecting.delete(thread));
  collecting.set(thread, collected);
  return collected;
}

/** Waits at most this long: a busy worker collects later. @param {number} ms @param {Promise<unknown>} done */
const within = (ms, done) => Promise.race([done, new Promise((resolve) => setTimeout(resolve, ms))]);

/** @param {number} bytes */
const megabytes = (bytes) => String(Math.round(bytes / 2 ** 20)).padStart(5);

/** @param {import('playwright').Browser} browser @param {string} address @param {string} link */
async function measure(browser, address, link) {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.goto(
    `${address}#v=3&steps=100&seeds=2&arms=control,farcaster&engine=${/engine=(\w+)/.exec(link)?.[1]}`,
  );
  await page.evaluate(() => window.farcast.ready.then(() => window.farcast.finished()));
  await page.waitForSelector('html[data-warm]');
  const pids = watched();
  let isOver = false;
  const read = async () => {
    const collected = [page, ...page.workers()].map((thread) => within(pause, collectIn(thread)));
    await Promise.all(collected);
    return resident(pids);
  };
  const look = async () => {
    while (!isOver) {
      const begun = performance.now();
      // An upper bound, because it includes garbage: if it is not above the previous peak, no collection is needed.
      if (resident(pids) > peak) peak = Math.max(peak, await read());
      // Most of the time belongs to the experiment.
      const rest = Math.max(pause, 9 * (performance.now() - begun));
      await new Promise((resolve) => setTimeout(resolve, rest));
    }
  };
  const before = await read();
  let peak = before;
  const looking = look();
  const refused = await page.evaluate(
    (own) =>
      window.farcast
        .load(own)
        .then(() => window.farcast.play())
        .then(() => window.farcast.finished())
        .then(
          () => null,
          (error) => String(error),
        ),
    link,
  );
  isOver = true;
  await looking;
  await page.close();
  return { refused, bytes: peak - before };
}

const links = samples(option('--sample', 20), option('--seed', 1), estimateOf);
let outside = 0;
console.log('estimate measured  ratio  experiment (MB)');
await withBuiltPage(async (browser, address) => {
  for (const link of links) await compare(browser, address, link);
});
console.log(`${links.length - outside} of ${links.length} within a factor of ${factor}`);
process.exitCode = outside === 0 ? 0 : 1;

/** In a new browser. @param {import('playwright').Browser} first @param {string} address @param {string} link */
async function compare(first, address, link) {
  const executablePath = await requireChromium();
  const browser = await first
    .browserType()
    .launch({ executablePath, args: [...chromiumArgs, '--js-flags=--expose-gc'] });
  const { bytes, refused } = await measure(browser, address, link);
  await browser.close();
  const estimate = estimateOf(link);
  const ratio = bytes / estimate;
  if (ratio > factor || ratio < 1 / factor) outside += 1;
  console.log(
    `   ${megabytes(estimate)}    ${megabytes(bytes)}  ${ratio.toFixed(2).padStart(5)}  ${link}${refused === null ? '' : `  ${refused}`}`,
  );
}
