// Owns `npm run findings`: runs the experiments of scripts/findings/experiments.mjs on the processor, like the
// command line, and writes docs/FINDINGS.md. No part of that page is written by hand. With `-- --keep FOLDER` results are
// stored there, and experiments that have one are not run again: they always come to the same.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { requireInstalled } from './lib/install.mjs';
import { root } from './lib/process.mjs';

await requireInstalled();
const { experiments, sweep } = await import('./findings/experiments.mjs');
const { commandLine } = await import('./lib/command-line.mjs');
const { findingsPage } = await import('./findings/markdown.mjs');
const { format, resolveConfig } = await import('prettier');

const { runLink, sweepLink } = await commandLine();
const { keep } = parseArgs({ options: { keep: { type: 'string' } } }).values;
if (keep !== undefined) mkdirSync(keep, { recursive: true });

/** What `run` makes of a link, or what is stored of it. @template Answer @param {string} link @param {(link: string) => Promise<Answer>} run */
async function made(link, run) {
  if (keep === undefined) return run(link);
  const file = join(keep, `${createHash('sha256').update(link).digest('hex').slice(0, 12)}.json`);
  if (!existsSync(file)) writeFileSync(file, text(await run(link)));
  return /** @type {Answer} */ (
    JSON.parse(readFileSync(file, 'utf8'), (_, value) => special.get(value) ?? value)
  );
}

/** Numbers that JSON has not. */
const special = new Map([NaN, Infinity, -Infinity].map((value) => [`number ${value}`, value]));
/** @param {unknown} answer */
const text = (answer) =>
  JSON.stringify(answer, (_, value) =>
    typeof value === 'number' && !Number.isFinite(value) ? `number ${value}` : value,
  );

/** @type {import('./findings/markdown.mjs').Finding[]} */
const findings = [];
for (const experiment of experiments) {
  console.log(experiment.title, experiment.link);
  findings.push({ experiment, result: await made(experiment.link, runLink) });
}
console.log(sweep.title, sweep.link);
const page = findingsPage(findings, { sweep, rows: await made(sweep.link, sweepLink) });
const path = join(root, 'docs/FINDINGS.md');
writeFileSync(path, await format(page, { ...(await resolveConfig(path)), filepath: path }));
console.log('docs/FINDINGS.md written');
