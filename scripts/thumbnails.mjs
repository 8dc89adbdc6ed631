// Owns src/ui/header/thumbnails.json: what every preset shows, drawn from a real run of it. Runs each preset on the
// reference engine (same bits everywhere) and keeps a few points.
//   node scripts/thumbnails.mjs [id ...]    all presets, or only these
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'vite';
import { root } from './lib/process.mjs';

/** @typedef {import('../src/record/result.ts').RunResult} RunResult */
/** @typedef {{ series: string, points: string }} Curve points: "x,y x,y …" */
/** @typedef {{ link: string, shows: 'loss' | 'error', curves: Curve[] }} Thumbnail */

const file = join(root, 'src/ui/header/thumbnails.json');
const most = 40;

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
const server = await createServer({
  root,
  logLevel: 'error',
  server: { middlewareMode: true },
  appType: 'custom',
});
/** @type {Record<string, Thumbnail>} */
const thumbnails = {};
try {
  const load = (/** @type {string} */ path) => server.ssrLoadModule(`/src/${path}.ts`);
  const { presets, presetSpec } = await load('experiment/presets');
  const { canonicalText } = await load('experiment/link');
  const { perform } = await load('cli/perform');
  const { readImages } = await load('cli/images');
  const { startReferenceEngine } = await load('engine/reference/reference-engine');
  const performing = {
    start: startReferenceEngine,
    loadImages: () => readImages(new URL('../public/', import.meta.url)),
    tell: () => undefined,
    signal: new AbortController().signal,
  };
  for (const preset of presets) {
    const { id } = preset;
    const known = before[id];
    if (wanted.length > 0 && !wanted.includes(id)) {
      if (known !== undefined) thumbnails[id] = known;
      continue;
    }
    console.log(`${id} ...`);
    const spec = presetSpec(preset);
    /** @type {RunResult} */
    const result = (await perform(spec, performing)).result;
    const shows = spec.gate === 'never' ? 'error' : 'loss';
    const curves = shows === 'error' ? errorCurves(result) : lossCurves(result);
    thumbnails[id] = { link: canonicalText(spec), shows, curves };
  }
} finally {
  await server.close();
}
writeFileSync(file, `${JSON.stringify(thumbnails, null, 2)}\n`);
console.log(`Wrote ${file}`);
