// Owns src/ui/header/thumbnails.json: a small picture of every preset, drawn from a real run. Runs each preset on the
// processor (bit-identical everywhere), like the command line, and stores a few points.
//   node scripts/thumbnails.mjs [id ...]    all presets, or only these
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from './lib/command-line.mjs';
import { root } from './lib/process.mjs';

/** @typedef {import('../src/record/result.ts').RunResult} RunResult */
/** @typedef {[series: string, points: string]} Curve points: "x,y x,y …" */
/** @typedef {{ link: string, shows: 'loss' | 'error', curves: Record<string, string> }} Thumbnail */

const file = join(root, 'src/ui/header/thumbnails.json');
const most = 40;

/** @param {number} x @param {number} y */
const point = (x, y) => [x, y].map((value) => Number(value.toPrecision(3))).join(',');

/** At most `most` evenly spaced indexes, including first and last. @param {number} count @returns {number[]} */
function thinned(count) {
  const kept = Math.min(most, count);
  return Array.from({ length: kept }, (_, i) => Math.round((i * (count - 1)) / Math.max(1, kept - 1)));
}

/** Geometric mean of the loss over an arm's replicas, against cost. @param {RunResult} result @returns {Curve[]} */
function lossCurves({ arms }) {
  return arms.map(({ id, replicas }) => {
    const steps = Math.min(...replicas.map(({ loss }) => loss.length));
    const points = thinned(steps).map((step) => {
      const logs = replicas.map(({ loss }) => Math.log(loss[step] ?? NaN));
      const mean = Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length);
      return point(replicas[0]?.ledger[step] ?? NaN, mean);
    });
    return [id, points.join(' ')];
  });
}

/** Forecast error of the control by horizon, mean over forecasts. @param {RunResult} result @returns {Curve[]} */
function errorCurves({ forecasts }) {
  const scored = forecasts.filter(({ arm }) => arm === 'control');
  const horizons = scored[0]?.horizons ?? [];
  /** @param {string} series @param {'mae' | 'stayMae' | 'lineMae'} kind @returns {Curve} */
  const curve = (series, kind) => {
    const points = horizons.map((horizon, h) => {
      const values = scored.map((score) => score[kind][h] ?? NaN).filter(Number.isFinite);
      return point(horizon, values.reduce((a, b) => a + b, 0) / values.length);
    });
    return [series, points.join(' ')];
  };
  return [curve('stay', 'stayMae'), curve('line', 'lineMae'), curve('farcaster', 'mae')];
}

const wanted = process.argv.slice(2);
/** @type {Record<string, Thumbnail>} */
const before = JSON.parse(readFileSync(file, 'utf8'));
const { presetLinks, runLink } = await commandLine();
/** @type {Record<string, Thumbnail>} */
const thumbnails = {};
for (const { id, link, text } of presetLinks()) {
  const known = before[id];
  if (wanted.length > 0 && !wanted.includes(id)) {
    if (known !== undefined) thumbnails[id] = known;
    continue;
  }
  console.log(`${id} ...`);
  const result = await runLink(`#${link}&engine=simd`);
  const shows = result.spec.gate === 'never' ? 'error' : 'loss';
  const curves = shows === 'error' ? errorCurves(result) : lossCurves(result);
  thumbnails[id] = { link: text, shows, curves: Object.fromEntries(curves) };
}
writeFileSync(file, `${JSON.stringify(thumbnails, null, 2)}\n`);
console.log(`Wrote ${file}`);
