// Owns the browser's side: builds the page outside dist, serves it without special headers like the app, opens it in
// Chromium and forwards calls.
import { join } from 'node:path';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { requireChromium } from '../../scripts/lib/chromium.mjs';
import { chromiumArgs } from '../../scripts/lib/chromium-flags.mjs';
import { root } from '../../scripts/lib/process.mjs';

/** @typedef {import('../page/main.ts').Bench} Bench */

const page = join(root, 'bench/page');
const built = join(root, 'node_modules/.cache/bench');

/** @type {import('vite').InlineConfig} */
const config = {
  configFile: false,
  root: page,
  base: './',
  logLevel: 'error',
  build: {
    outDir: built,
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 9000,
  },
  worker: { format: 'es' },
  preview: { port: 0, host: 'localhost' },
};

/** @param {boolean} gpu */
const argsFor = (gpu) =>
  gpu ? chromiumArgs.filter((arg) => !arg.startsWith('--use-webgpu-adapter')) : chromiumArgs;

/**
 * Opens the page. `ask` calls one of its functions.
 * @param {{ gpu: boolean }} options
 */
export async function openPage({ gpu }) {
  const executablePath = await requireChromium();
  console.log('Building the benchmark page ...');
  await build(config);
  const server = await preview(config);
  const browser = await chromium.launch({ executablePath, args: argsFor(gpu) });
  const close = async () => {
    await browser.close();
    await server.close();
  };
  try {
    const tab = await browser.newPage();
    tab.on('console', (message) => {
      if (message.type() === 'error') console.error(`page: ${message.text()}`);
    });
    await tab.goto(server.resolvedUrls?.local[0] ?? '');
    await tab.waitForFunction('globalThis.bench !== undefined');
    /**
     * @template {keyof Bench} Name
     * @param {Name} name
     * @param {Parameters<Bench[Name]>} args
     * @returns {Promise<Awaited<ReturnType<Bench[Name]>>>}
     */
    const ask = (name, ...args) =>
      tab.evaluate(
        ([method, values]) => /** @type {any} */ (globalThis).bench[method](...values),
        /** @type {const} */ ([name, args]),
      );
    const session = await browser.newBrowserCDPSession();
    /** Seconds of processor time used by all processes of the browser. */
    const processorTime = async () => {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    };
    return { ask, close, processorTime, version: browser.version() };
  } catch (error) {
    await close();
    throw error;
  }
}
