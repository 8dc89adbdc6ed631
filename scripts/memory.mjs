// Owns `npm run memory -- --sample 20`: what experiments really take, beside what src/run/plan/memory.ts estimates.
//
// Each is run to its end in the built page of a new browser. Measured is the resident memory of the page's process
// (page and workers are one) and of the graphics process, at its highest while the experiment is prepared and run, less
// what they had at rest before, when a small experiment had been run. Garbage is collected before every reading: a
// browser that has memory does not hurry to, and what it leaves lying says nothing of what an experiment holds.
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

// It was set for what was imported; the page is built as it is for everybody.
delete process.env['NODE_ENV'];

/** Most that measured and estimated may differ, as a factor. */
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

/** Whether a process was started by this one, at whatever remove. @param {string} pid @returns {boolean} */
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

/** Resident memory that is nobody else's, bytes. @param {readonly string[]} pids */
const resident = (pids) =>
  pids.reduce((sum, pid) => sum + 1024 * Number(/RssAnon:\s+(\d+)/.exec(statusOf(pid))?.[1] ?? 0), 0);

/** Threads that have not collected yet what they were asked to: asked again, they would do nothing else. */
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

/** Waits no longer: a worker that is busy collects when it comes to it. @param {number} ms @param {Promise<unknown>} done */
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
      // Garbage included it is at least as much: where that is no more than before, nothing has to be collected.
      if (resident(pids) > peak) peak = Math.max(peak, await read());
      // Most of the time is the experiment's.
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

/** In a browser of its own. @param {import('playwright').Browser} first @param {string} address @param {string} link */
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
