// Owns the built page and the browser for measurements: builds, serves, opens, and closes everything again.
import { spawn } from 'node:child_process';
import { chromium } from 'playwright';
import { build } from 'vite';
import { chromiumArgs, chromiumPath } from '../lib/chromium-flags.mjs';
import { freePort } from '../lib/free-port.mjs';
import { root, toolPath } from '../lib/process.mjs';

/**
 * @template T
 * @param {(browser: import('playwright').Browser, address: string) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withServer(use) {
  await build({ root, logLevel: 'warn' });
  const port = await freePort();
  const options = ['preview', '--port', port, '--strictPort'];
  const server = spawn(process.execPath, [toolPath('vite'), ...options], { cwd: root, stdio: 'pipe' });
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArgs });
  try {
    await new Promise((resolve) =>
      server.stdout.on('data', (text) => String(text).includes(port) && resolve(null)),
    );
    return await use(browser, `http://localhost:${port}/`);
  } finally {
    await browser.close();
    server.kill();
  }
}
