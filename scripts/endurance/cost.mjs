// Owns measuring the cost of saving a run: the processor time of the whole browser for the same run, alternately
// saved and not saved. Reads it from /proc, so only on Linux.
import { readFileSync, readdirSync } from 'node:fs';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { requireChromium } from '../lib/chromium.mjs';
import { chromiumArgs } from '../lib/chromium-flags.mjs';
import { root } from '../lib/process.mjs';

/** Inserted before a worker's code: without locks nothing is saved. */
const keepsNothing = `Object.defineProperty(WorkerNavigator.prototype, 'locks', { get: () => undefined });\n`;

/** Clock ticks of /proc, per second. */
const ticks = 100;

/**
 * @param {string} link
 * @param {number} rounds
 * @returns {Promise<{ kept: number[], not: number[], bytes: number }>} processor time of each run, s; size of the record
 */
export async function costOf(link, rounds) {
  const executablePath = await requireChromium();
  await build({ root, logLevel: 'warn' });
  const server = await preview({ root, logLevel: 'warn', preview: { port: 0, open: false } });
  const host = await chromium.launchServer({ executablePath, args: chromiumArgs });
  const browser = await chromium.connect(host.wsEndpoint());
  /** @type {{ kept: number[], not: number[] }} */
  const times = { kept: [], not: [] };
  let bytes = 0;
  try {
    for (let round = 0; round < 2 * rounds; round += 1) {
      // Alternately saved and not saved, each first equally often, because the load of a machine changes slowly.
      const isKept = (round + Math.floor(round / 2)) % 2 === 0;
      const page = await browser.newPage({ serviceWorkers: 'block' });
      if (!isKept)
        await page.route(/worker-entry.*\.js$/, async (route) => {
          const response = await route.fetch();
          await route.fulfill({ response, body: keepsNothing + (await response.text()) });
        });
      await page.goto(`${server.resolvedUrls?.local[0] ?? ''}#steps=10&seeds=1&arms=control`);
      await page.evaluate(() => window.farcast.finished());
      await page.evaluate((text) => window.farcast.load(text), `#${link}`);
      const before = processorTime(Number(host.process().pid));
      await page.evaluate(async () => {
        await window.farcast.play();
        await window.farcast.finished();
      });
      times[isKept ? 'kept' : 'not'].push(processorTime(Number(host.process().pid)) - before);
      if (isKept) bytes = await page.evaluate(bytesKept);
      else if ((await page.evaluate(bytesKept)) > 0) throw new Error('a run was saved that should not be');
      await page.context().close();
    }
  } finally {
    await browser.close();
    await host.close();
    await server.close();
  }
  return { ...times, bytes };
}

/** In the page: bytes of the largest record. @returns {Promise<number>} */
const bytesKept = () =>
  new Promise((resolve) => {
    const opening = indexedDB.open('farcast-runs');
    opening.onsuccess = () => {
      const database = opening.result;
      if (!database.objectStoreNames.contains('heads')) return resolve(0);
      const asked = database.transaction('heads').objectStore('heads').getAll();
      asked.onsuccess = () => resolve(Math.max(0, ...asked.result.map(({ bytes }) => bytes)));
    };
  });

/** Of a process and all its descendants, s. @param {number} pid */
function processorTime(pid) {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // The fields after the name, which may contain spaces.
        const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ');
        return [
          { pid: Number(name), parent: Number(fields[1]), time: Number(fields[11]) + Number(fields[12]) },
        ];
      } catch {
        return []; // It has ended meanwhile.
      }
    });
  const own = new Set([pid]);
  for (const id of own) for (const each of processes) if (each.parent === id) own.add(each.pid);
  return processes.filter((each) => own.has(each.pid)).reduce((sum, { time }) => sum + time, 0) / ticks;
}
