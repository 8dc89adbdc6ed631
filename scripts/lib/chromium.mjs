// Owns finding, or installing, a Chromium with working WebGPU, for the tests that train on a device. Browsers without
// an adapter are skipped here, so that no test can pass by skipping.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { delimiter, join } from 'node:path';
import { chromiumArgs } from './chromium-flags.mjs';
import { run, stop, toolPath } from './process.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

function installed() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...ELSEWHERE].filter(
    existsSync,
  );
}

/**
 * Starts the browser once. @param {string} path @returns {Promise<string | null>} why it cannot be used; null if it
 * can
 */
async function whyUnfit(path) {
  const { chromium } = await import('playwright');
  const server = createServer((_, response) => response.end('<!doctype html><title>probe</title>'));
  await new Promise((resolve) => server.listen(0, 'localhost', () => resolve(null)));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  let browser;
  try {
    browser = await chromium.launch({ executablePath: path, args: chromiumArgs, timeout: 60_000 });
    const page = await browser.newPage();
    await page.goto(`http://localhost:${port}/`);
    const found = await page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()));
    if (found) console.log(`Browser: ${path} ${browser.version()}, with a WebGPU adapter`);
    return found ? null : 'it gives no WebGPU adapter';
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  } finally {
    await browser?.close();
    server.close();
  }
}

/** @param {string[]} paths */
async function firstFit(paths) {
  for (const path of paths) {
    const reason = await whyUnfit(path);
    if (reason === null) return path;
    console.log(`Browser ${path} cannot be used: ${reason}`);
  }
  return null;
}

/** Debian's own Chromium, if we may install it. */
async function fromDebian() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return null;
  console.log('Installing Chromium (apt-get install chromium) ...');
  const done = (await run('apt-get', ['update'])) && (await run('apt-get', ['install', '--yes', 'chromium']));
  return done ? firstFit(installed()) : null;
}

async function fromPlaywright() {
  console.log('Installing Chromium (playwright install) ...');
  const args = ['install', ...(process.platform === 'linux' ? ['--with-deps'] : []), 'chromium'];
  if (!(await run(process.execPath, [toolPath('playwright'), ...args]))) return null;
  const { chromium } = await import('playwright');
  return firstFit([chromium.executablePath()]);
}

/** @returns {Promise<string>} the path of a Chromium that gives a WebGPU adapter */
export async function requireChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    return (
      (await firstFit([named])) ?? stop(`CHROMIUM_PATH names ${named}, which cannot be used; see above.`)
    );
  }
  return (
    (await firstFit(installed())) ??
    (await fromDebian()) ??
    (await fromPlaywright()) ??
    stop(
      'The tests train on WebGPU and found no Chromium that offers it.\n' +
        'Install Chromium or Chrome 113 or newer, or name one in CHROMIUM_PATH, then try again.',
    )
  );
}
