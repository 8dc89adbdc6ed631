// Owns `npm run findings`: runs the experiments of scripts/findings/experiments.mjs on the processor, like the
// command line, and writes docs/FINDINGS.md. No part of that page is written by hand.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireInstalled } from './lib/install.mjs';
import { root } from './lib/process.mjs';

await requireInstalled();
const { experiments, sweep } = await import('./findings/experiments.mjs');
const { commandLine } = await import('./lib/command-line.mjs');
const { findingsPage } = await import('./findings/markdown.mjs');
const { format, resolveConfig } = await import('prettier');

const { runLink, sweepLink } = await commandLine();
/** @type {import('./findings/markdown.mjs').Finding[]} */
const findings = [];
for (const experiment of experiments) {
  console.log(experiment.title, experiment.link);
  findings.push({ experiment, result: await runLink(experiment.link) });
}
console.log(sweep.title, sweep.link);
const page = findingsPage(findings, { sweep, rows: await sweepLink(sweep.link) });
const path = join(root, 'docs/FINDINGS.md');
writeFileSync(path, await format(page, { ...(await resolveConfig(path)), filepath: path }));
console.log('docs/FINDINGS.md written');
