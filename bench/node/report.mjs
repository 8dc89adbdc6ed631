// Owns the output of a benchmark: lines on the terminal, benchmarks.json and BENCHMARKS.md.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../../scripts/lib/process.mjs';
import { markdownOf } from './markdown.mjs';

/**
 * @typedef {import('./jumps.mjs').Jump} Jump
 * @typedef {{
 *   date: string,
 *   rounds: number,
 *   elapsedSeconds: number,
 *   machine: { processor: string, cores: number, memoryGb: number, system: string },
 *   adapter: Omit<import('../page/protocol.ts').Surroundings, 'reason'>,
 *   versions: Record<string, string>,
 *   ratios: import('./figures.mjs').RatioFigure[],
 *   rows: import('./figures.mjs').Row[],
 *   automatic: import('./figures.mjs').Automatic[],
 *   jump: Record<string, Jump>,
 *   largeFit: (import('../page/protocol.ts').LargeFit & { numpy: { seconds: number, version: string } | null }) | null,
 *   peak: number | null,
 *   defaultExperiment: import('./figures.mjs').Place,
 *   missing: { what: string, reason: string }[],
 * }} Results
 */

/** @param {import('./figures.mjs').Row} row */
export const printed = ({ way, replicas, replicaStepsPerSecond, perProcessorSecond, samples }) =>
  `${way.padEnd(18)} x ${String(replicas).padEnd(3)} ${String(replicaStepsPerSecond).padStart(8)}   (${perProcessorSecond})   of ${samples.map(({ clock }) => clock).join(', ')}`;

/** @param {import('./figures.mjs').RatioFigure} ratio */
const ratioLine = ({ name, value, network, batch, optimizer, replicas }) =>
  `${name}${network ? `, ${network} batch ${batch} ${optimizer} x ${replicas}` : ''}: ${value ?? 'not measured'}`;

/** @param {import('./figures.mjs').Automatic} automatic */
const choiceLine = ({ network, batch, optimizer, replicas, way, best, ratioToBest }) =>
  `automatic, ${network} batch ${batch} ${optimizer} x ${replicas}: ${way}, ${ratioToBest ?? '?'} of ${best}`;

/** @param {Results} results */
const summary = ({ ratios, automatic }) => [...ratios.map(ratioLine), ...automatic.map(choiceLine)];

/**
 * Prints the summary and, if a folder is given, writes both files formatted like Prettier. @param {Results} results
 * @param {string | null} folder
 */
export async function writeReport(results, folder) {
  console.log(['', ...summary(results), ''].join('\n'));
  if (folder === null) {
    console.log('Nothing was written.');
    return;
  }
  const target = resolve(root, folder);
  const options = await resolveConfig(join(root, 'docs/BENCHMARKS.md'));
  mkdirSync(target, { recursive: true });
  const files = { 'benchmarks.json': JSON.stringify(results), 'BENCHMARKS.md': markdownOf(results) };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(target, name), await format(text, { ...options, filepath: name }));
    console.log(`Wrote ${join(folder, name)}`);
  }
}
