// Owns src/ui/header/thumbnails.json: what every preset shows, drawn from a real run of it. Builds the page
// outside dist, runs each preset in it on the reference engine (same bits everywhere) and keeps a few points.
//   node scripts/thumbnails.mjs [id ...]    all presets, or only these
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { build, createServer, preview } from 'vite';
import { requireChromium } from './lib/chromium.mjs';
import { chromiumArgs } from './lib/chromium-flags.mjs';
import { root } from './lib/process.mjs';

/** @typedef {import('../src/record/result.ts').RunResult} RunResult */
/** @typedef {{ series: string, points: string }} Curve points: "x,y x,y …" */
/** @typedef {{ link: string, shows: 'loss' | 'error', curves: Curve[] }} Thumbnail */

const file = join(root, 'src/ui/header/thumbnails.json');
const built = join(root, 'node_modules/.cache/thumbnails');
const most = 40;

/** Ids and links of the presets, as the source has them. @returns {Promise<{ id: string, link: string }[]>} */
async function presetLinks() {
  const server = await createServer({
    logLevel: 'error',
    server: { middlewareMode: true },
    appType: 'custom',
  });
  try {
    const { presets, presetSpec } = await server.ssrLoadModule('/src/experiment/presets.ts');
    const { canonicalText } = await server.ssrLoadModule('/src/experiment/link.ts');
    return presets.map((/** @type {any} */ preset) => ({
      id: preset.id,
      link: canonicalText(presetSpec(preset)),
    }));
  } finally {
    await server.close();
  }
}

/** @param {number} x @param {number} y */
const point = (x, y) => [x, y].map((value) => Number(value.toPrecision(3))).join(',');

/** At most `most` of so many places, first and last among them. @param {number} count @returns {number[]} */
function thinned(count) {
  const kept = Math.min(most, count);
  return Array.from({ length: kept }, (_, i) => Math.round((i * (count - 1)) / Math.max(1, kept - 1)));
}

/** Geometric mean of the loss over an arm's replicas, against the ledger. @param {RunResult} result @returns {Curve[]} */
function lossCurves({ arms }) {
  return arms.map(({ id, replicas }) => {
    const steps = Math.min(...replicas.map(({ loss }) => loss.length));
    const points = thinned(steps).map((step) => {
      const logs = replicas.map(({ loss }) => Math.log(loss[step] ?? NaN));
      const mean = Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length);
      return point(replicas[0]?.ledger[step] ?? NaN, mean);
    });
    return { series: id, points: points.join(' ') };
  });
}

/** Forecast error of the control by horizon, mean over forecasts. @param {RunResult} result @returns {Curve[]} */
function errorCurves({ forecasts }) {
  const scored = forecasts.filter(({ arm }) => arm === 'control');
  const horizons = scored[0]?.horizons ?? [];
  const curve = (/** @type {string} */ series, /** @type {'mae' | 'stayMae' | 'lineMae'} */ kind) => ({
    series,
    points: horizons
      .map((horizon, h) => {
        const values = scored.map((score) => score[kind][h] ?? NaN).filter(Number.isFinite);
        return point(horizon, values.reduce((a, b) => a + b, 0) / values.length);
      })
      .join(' '),
  });
  return [curve('stay', 'stayMae'), curve('line', 'lineMae'), curve('farcaster', 'mae')];
}

const wanted = process.argv.slice(2);
/** @type {Record<string, Thumbnail>} */
const before = JSON.parse(readFileSync(file, 'utf8'));
const presets = await presetLinks();
await build({ root, logLevel: 'error', build: { outDir: built, emptyOutDir: true } });
const server = await preview({
  root,
  logLevel: 'error',
  build: { outDir: built },
  preview: { port: 0, strictPort: false },
});
const browser = await chromium.launch({ executablePath: await requireChromium(), args: chromiumArgs });
/** @type {Record<string, Thumbnail>} */
const thumbnails = {};
try {
  const page = await browser.newPage();
  await page.goto(`${server.resolvedUrls?.local[0] ?? ''}#steps=10&seeds=1-1`);
  await page.waitForFunction('window.farcast !== undefined');
  await page.evaluate('window.farcast.ready');
  for (const { id, link } of presets) {
    const known = before[id];
    if (wanted.length > 0 && !wanted.includes(id)) {
      if (known !== undefined) thumbnails[id] = known;
      continue;
    }
    console.log(`${id} ...`);
    const result = /** @type {RunResult} */ (
      await page.evaluate(async (text) => {
        const { farcast } = /** @type {any} */ (globalThis);
        await farcast.load(text);
        await farcast.play();
        return farcast.finished();
      }, `#${link}&engine=reference`)
    );
    const shows = result.spec.gate === 'never' ? 'error' : 'loss';
    thumbnails[id] = { link, shows, curves: shows === 'error' ? errorCurves(result) : lossCurves(result) };
  }
} finally {
  await browser.close();
  await server.close();
}
writeFileSync(file, `${JSON.stringify(thumbnails, null, 2)}\n`);
console.log(`Wrote ${file}`);
