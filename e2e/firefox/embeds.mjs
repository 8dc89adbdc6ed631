// Owns the check of embeds and of verified links in Firefox: `node e2e/firefox/embeds.mjs [FOLDER]`. A link that Chromium
// made with its result is opened there alone, which must give the same result, and in frames of three sizes, scaled,
// twice in one page, and in a sandbox without an origin. FOLDER: where the screenshot stays.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withBuiltPage } from '../../scripts/lib/built-page.mjs';
import { has } from '../cluster/slurm-here.mjs';
import { withFirefox } from './marionette.mjs';

const experiment = '#v=4&samples=64&layers=6&steps=120&seeds=3&lr=0.5&engine=simd';
const program = ['firefox-esr', 'firefox'].find((name) => has(name));
const folder = process.argv[2];

/** The link with result and picture that the page's dialog writes for frames. @param {import('playwright').Page} page */
async function recordedLink(page) {
  await page.waitForFunction('window.farcast !== undefined');
  await page.evaluate('window.farcast.ready.then(() => window.farcast.finished())');
  await page.getByRole('button', { name: 'More ways to share' }).click();
  const code = page.getByRole('textbox', { name: 'Code' });
  await page.waitForFunction(() => /picture=/.test(document.querySelectorAll('textarea')[1]?.value ?? ''));
  return /src="[^#]*(#[^"]+)"/.exec(await code.inputValue())?.[1]?.replaceAll('&amp;', '&') ?? '';
}

const usual = 'allow-scripts allow-same-origin allow-downloads allow-popups';

/** A page on another origin with frames. @param {string} address @param {string} hash */
function hostPage(address, hash) {
  const frame = (/** @type {string} */ size, sandbox = usual, style = '') =>
    `<iframe src="${address}${hash.replaceAll('&', '&amp;')}" width="${size.split('x')[0]}" height="${size.split('x')[1]}" sandbox="${sandbox}" style="border:0;${style}"></iframe>`;
  return `<!doctype html><title>Host</title><body style="margin:0">${[
    ...['320x240', '480x270', '800x450'].map((size) => frame(size)),
    frame('480x270', usual, 'transform:scale(0.5);transform-origin:0 0'),
    frame('480x270', 'allow-scripts allow-popups'),
  ].join('')}`;
}

if (program === undefined) {
  console.log('Skipped: Firefox is not installed.');
} else
  await withBuiltPage(async (browser, address) => {
    const page = await browser.newPage();
    await page.goto(`${address}${experiment}`);
    const hash = await recordedLink(page);
    await page.close();
    const host = createServer((_, response) => {
      response.setHeader('content-type', 'text/html').end(hostPage(address, hash));
    });
    await new Promise((resolve) => host.listen(0, '127.0.0.1', () => resolve(null)));
    const place = host.address();
    const hostAddress = `http://127.0.0.1:${typeof place === 'object' ? place?.port : 0}/`;
    try {
      await withFirefox(program, (send) => check(send, address, hash, hostAddress));
    } finally {
      host.close();
    }
  });

/** @param {import('./marionette.mjs').Send} send @param {string} address @param {string} hash @param {string} hostAddress */
async function check(send, address, hash, hostAddress) {
  /** Resolves with what the function returns in the page, once that is truthy. @param {string} body */
  const until = async (body) => {
    const { value } = await send('WebDriver:ExecuteAsyncScript', {
      args: [],
      script: `const [done] = arguments; const look = () => { const found = (() => { ${body} })(); if (found) done(found); else setTimeout(look, 100); }; look();`,
    });
    return value;
  };
  const inFrame = async (/** @type {number} */ at) => {
    await send('WebDriver:SwitchToFrame', { id: null });
    await send('WebDriver:SwitchToFrame', { id: at });
  };
  const whole = hash.replace(/&(view|controls|autoplay|picture)=[^&]*/g, '');
  await send('WebDriver:Navigate', { url: `${address}${whole}` });
  const stamp = await until(
    "return document.querySelector('[data-stamp]:not([data-stamp=running])')?.innerText",
  );
  console.log(`a link that Chromium made: ${stamp}`);
  assert.match(stamp, /^Same result\. Bit-identical/);

  await send('WebDriver:SetWindowRect', { width: 1400, height: 1000 });
  await send('WebDriver:Navigate', { url: hostAddress });
  for (const at of [0, 1, 2, 3]) {
    await inFrame(at);
    const seen = await until(
      'const picture = document.querySelector(\'[aria-label*="as recorded"] svg path\'); const root = document.documentElement; return picture && { size: `${innerWidth} x ${innerHeight}`, over: Math.max(root.scrollWidth - innerWidth, root.scrollHeight - innerHeight) };',
    );
    console.log(`frame ${at + 1}, ${seen.size}: recorded picture, ${seen.over} px too large`);
    assert.ok(seen.over <= 0);
  }
  await inFrame(4);
  const refusal = await until(
    'return /cannot start in this frame/.test(document.body.innerText) && document.body.innerText',
  );
  console.log(`without an origin: ${refusal.split('\n')[0]}`);

  // The first trains to its end, beside the others.
  const press = "[...document.querySelectorAll('button')].find((button) => button.innerText === 'Play')";
  await inFrame(0);
  await until(`const button = ${press}; button?.click(); return button !== undefined;`);
  console.log(
    `pressed: ${await until("return /step 120 of 120/.test(document.body.innerText) && 'it trained to step 120'")}`,
  );
  await send('WebDriver:SwitchToFrame', { id: null });
  const { value } = await send('WebDriver:TakeScreenshot', { full: true });
  if (folder !== undefined) writeFileSync(join(folder, 'firefox-embeds.png'), Buffer.from(value, 'base64'));
}
