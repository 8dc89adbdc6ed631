// Owns the built page for scripts: builds it, serves it, opens it in Chromium, and runs links in it.
import { spawn } from 'node:child_process';
import { chromium } from 'playwright';
import { build } from 'vite';
import { chromiumArgs, chromiumPath } from '../lib/chromium-flags.mjs';
import { freePort } from '../lib/free-port.mjs';
import { root } from '../lib/process.mjs';

/** @typedef {import('../../src/store/result.ts').RunResult} RunResult */
/** @typedef {import('../../src/store/sweep/sweep-rows.ts').SweepRow} SweepRow */

/**
 * @typedef {object} Runner
 * @property {(link: string) => Promise<RunResult>} experiment
 * @property {(link: string) => Promise<SweepRow[]>} sweep
 */

/**
 * Opens the built page and closes everything again.
 * @template T
 * @param {(run: Runner) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withPage(use) {
  await build({ root, logLevel: 'warn' });
  const port = await freePort();
  const server = spawn('npx', ['vite', 'preview', '--port', port, '--strictPort'], {
    cwd: root,
    stdio: 'pipe',
  });
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArgs });
  try {
    await new Promise((resolve) =>
      server.stdout.on('data', (text) => String(text).includes(port) && resolve(null)),
    );
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.goto(`http://localhost:${port}/#v=2&arms=control&steps=10&seeds=1-1`);
    await page.evaluate(() => window.farcast.ready);
    return await use({
      experiment: (link) =>
        page.evaluate(async (hash) => {
          const { corrections } = await window.farcast.load(hash);
          if (corrections.length > 0) throw new Error(corrections.join(' '));
          await window.farcast.play();
          return window.farcast.finished();
        }, link),
      sweep: (link) =>
        page.evaluate(async (hash) => {
          const { corrections } = await window.farcast.load(hash);
          if (corrections.length > 0) throw new Error(corrections.join(' '));
          return window.farcast.sweep();
        }, link),
    });
  } finally {
    await browser.close();
    server.kill();
  }
}
