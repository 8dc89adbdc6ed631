// Owns `npm run trace`: how responsive the built page is, measured in Chromium. Long tasks while the default
// experiment trains, the time from an interaction to the next paint, the cost of a chart update, and the time from a
// cold start to the first moving curve. Writes docs/RESPONSE.md and docs/response.json.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireInstalled } from './lib/install.mjs';
import { root } from './lib/process.mjs';

await requireInstalled();
const { withBuiltPage } = await import('./lib/built-page.mjs');
const { defaultRun, largeRun, coldLoads, interactions } = await import('./trace/measure.mjs');
const { responsePage, printed } = await import('./trace/report.mjs');
const { loadavg } = await import('node:os');
const { machine } = await import('../bench/node/machine.mjs');
const { sizes } = await import('./lib/sizes.mjs');
const { format, resolveConfig } = await import('prettier');

const before = loadavg()[0] ?? 0;
const figures = await withBuiltPage(async (browser, address) => {
  console.log('cold loads');
  const cold = await coldLoads(browser, address);
  console.log('the default experiment');
  const usual = await defaultRun(browser, address);
  console.log('a session of interactions');
  const session = await interactions(browser, address);
  console.log('a large experiment');
  const large = await largeRun(browser, address);
  return {
    machine: machine(),
    load: before,
    versions: { Chromium: browser.version(), 'Node.js': process.versions.node },
    sizes: sizes(),
    cold,
    usual,
    session,
    large,
  };
});
const written = /** @type {const} */ ([
  ['docs/response.json', JSON.stringify(figures)],
  ['docs/RESPONSE.md', responsePage(figures)],
]);
for (const [name, text] of written) {
  const path = join(root, name);
  writeFileSync(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
}
console.log(printed(figures));
