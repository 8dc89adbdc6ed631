// Owns `npm run findings`: runs the experiments of scripts/findings/experiments.mjs in the built page, through
// window.farcast, and writes docs/FINDINGS.md. Nothing in that page is written by hand.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireInstalled } from './lib/install.mjs';
import { root } from './lib/process.mjs';

await requireInstalled();
const { experiments, sweep } = await import('./findings/experiments.mjs');
const { withPage } = await import('./findings/page.mjs');
const { findingsPage } = await import('./findings/markdown.mjs');
const { format, resolveConfig } = await import('prettier');

const page = await withPage(async (run) => {
  /** @type {import('./findings/markdown.mjs').Finding[]} */
  const findings = [];
  for (const experiment of experiments) {
    console.log(experiment.title, experiment.link);
    findings.push({ experiment, result: await run.experiment(experiment.link) });
  }
  console.log(sweep.title, sweep.link);
  return findingsPage(findings, { sweep, rows: await run.sweep(sweep.link) });
});
const path = join(root, 'docs/FINDINGS.md');
writeFileSync(path, await format(page, { ...(await resolveConfig(path)), filepath: path }));
console.log('docs/FINDINGS.md written');
