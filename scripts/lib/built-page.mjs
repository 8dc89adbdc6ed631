// Owns the built page for measurements and findings: builds it, serves it, opens a browser, and closes everything.
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { requireChromium } from './chromium.mjs';
import { chromiumArgs } from './chromium-flags.mjs';
import { root } from './process.mjs';

/**
 * @template T
 * @param {(browser: import('playwright').Browser, address: string) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withBuiltPage(use) {
  const executablePath = await requireChromium();
  await build({ root, logLevel: 'warn' });
  const browser = await chromium.launch({ executablePath, args: chromiumArgs });
  const server = await preview({ root, logLevel: 'warn', preview: { port: 0, open: false } });
  try {
    return await use(browser, server.resolvedUrls?.local[0] ?? '');
  } finally {
    await browser.close();
    await server.close();
  }
}
