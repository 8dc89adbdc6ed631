// Owns a browser that can be killed: with a profile that survives, and the built page.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { requireChromium } from '../lib/chromium.mjs';
import { chromiumArgs } from '../lib/chromium-flags.mjs';
import { root } from '../lib/process.mjs';

/** @typedef {{ digest: string, seconds: number }} Undisturbed */
/** @typedef {{ digest: string, returned: (number | 'start' | 'end' | 'damaged')[] }} Interrupted */
/**
 * @typedef {object} Bench
 * @property {(link: string) => Promise<Undisturbed>} undisturbed
 * @property {(link: string, kind: 'reload' | 'kill', moments: number[]) => Promise<Interrupted>} interrupted
 *   `moments`: seconds from opening the page to each interruption; `returned`: the step each time, or where else it was.
 */

/** @param {(bench: Bench) => Promise<void>} use */
export async function withInterruptions(use) {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  const executablePath = await requireChromium();
  await build({ root, logLevel: 'warn' });
  const server = await preview({ root, logLevel: 'warn', preview: { port: 0, open: false } });
  const address = server.resolvedUrls?.local[0] ?? '';
  const profile = mkdtempSync(join(tmpdir(), 'farcast-endurance-'));
  let browser = await open(executablePath, profile);
  /** @type {Map<string, Undisturbed>} */
  const known = new Map();

  /** @param {string} link */
  const visit = async (link) => {
    await browser.page.goto('about:blank');
    await browser.page.goto(`${address}#${link}`);
  };
  /** @type {Bench} */
  const bench = {
    async undisturbed(link) {
      const before = known.get(link);
      if (before !== undefined) return before;
      await visit(link);
      await startAnew(browser.page);
      const begun = performance.now();
      const digest = await digestOf(browser.page);
      const measured = { digest, seconds: (performance.now() - begun) / 1000 };
      known.set(link, measured);
      return measured;
    },
    async interrupted(link, kind, moments) {
      await visit(link);
      await startAnew(browser.page);
      /** @type {Interrupted['returned']} */
      const returned = [];
      for (const moment of moments) {
        await sleep(1000 * moment);
        const failure = browser.page.locator('[role=alert] h2');
        if (await failure.isVisible()) throw new Error(`${link} failed: ${await failure.textContent()}`);
        if (kind === 'reload') await browser.page.reload();
        else {
          await browser.kill();
          browser = await open(executablePath, profile);
          await visit(link);
        }
        returned.push(await goOn(browser.page));
      }
      return { digest: await digestOf(browser.page), returned };
    },
  };
  try {
    await use(bench);
  } finally {
    await browser.kill();
    await server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A browser in a new process group. @param {string} path @param {string} profile */
async function open(path, profile) {
  const args = [...chromiumArgs, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`];
  const process = spawn(path, [...args, 'about:blank'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // It ends with this process, however that ends.
  const end = () => {
    if (process.exitCode === null && process.signalCode === null)
      globalThis.process.kill(-Number(process.pid), 'SIGKILL');
  };
  globalThis.process.once('exit', end);
  /** @type {Promise<string>} */
  const listening = new Promise((resolve, reject) => {
    let said = '';
    process.stderr.on('data', (part) => {
      said += String(part);
      const found = /DevTools listening on (ws:\S+)/.exec(said);
      if (found?.[1] !== undefined) resolve(found[1]);
    });
    process.once('exit', () => reject(new Error(`the browser ended: ${said}`)));
  });
  listening.catch(() => undefined);
  const browser = await chromium.connectOverCDP(await listening);
  const context = browser.contexts()[0] ?? (await browser.newContext());
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    page,
    async kill() {
      const ended = new Promise((resolve) => process.once('exit', resolve));
      end();
      globalThis.process.off('exit', end);
      await ended;
      await browser.close().catch(() => undefined);
    },
  };
}

/** Starts the experiment from the beginning, even if a record of it exists. @param {import('playwright').Page} page */
async function startAnew(page) {
  await page.evaluate(async () => {
    await window.farcast.ready;
    const { corrections } = await window.farcast.load(window.farcast.link());
    if (/not known/.test(corrections.join())) throw new Error(corrections.join(' '));
    await window.farcast.play();
  });
}

/**
 * Waits for the saved run, and continues it.
 * @param {import('playwright').Page} page
 * @returns {Promise<Interrupted['returned'][number]>}
 */
async function goOn(page) {
  const offer = page.getByRole('button', { name: /^Go on at step/ });
  const over = page.getByRole('button', { name: 'Run again' });
  // A run that was not saved yet, or is still being prepared, starts by itself.
  await offer
    .or(over)
    .or(page.getByRole('button', { name: 'Pause' }))
    .first()
    .waitFor();
  if (await page.getByText(/damaged|not kept/).isVisible()) return 'damaged';
  if (await over.isVisible()) return 'end';
  if (!(await offer.isVisible())) return 'start';
  const step = Number(((await offer.textContent()) ?? '').replace(/\D/g, ''));
  await offer.click();
  return step;
}

/** @param {import('playwright').Page} page */
const digestOf = (page) => page.evaluate(async () => (await window.farcast.finished()).digest);
