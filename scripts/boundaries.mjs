// Owns the check of imports between rooms and of the number of files in a folder. It fails if it found no module, so
// that it cannot pass without checking. The rules are in .dependency-cruiser.cjs and lib/folders.mjs.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { crowded } from './lib/folders.mjs';
import { root, toolPath } from './lib/process.mjs';

const { stdout, stderr } = spawnSync(
  process.execPath,
  [toolPath('dependency-cruiser'), 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
  { encoding: 'utf8', maxBuffer: 2 ** 28 },
);

/** @type {{ totalCruised: number, totalDependenciesCruised?: number, violations: any[] }} */
let summary;
/** @type {{ source: string, dependencies: unknown[] }[]} */
let modules;
try {
  ({ summary, modules } = JSON.parse(stdout));
} catch {
  console.error(stderr || stdout || 'dependency-cruiser said nothing');
  process.exit(1);
}

for (const { rule, from, to, cycle } of summary.violations) {
  const path = cycle ? cycle.map((/** @type {{ name: string }} */ step) => step.name).join(' -> ') : to;
  console.error(`${rule.name}: ${from}${path === from ? '' : ` -> ${path}`}`);
}

const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
const folders = crowded(files);
for (const line of folders) console.error(line);

const ours = modules.filter((module) => /^src\/.*\.tsx?$/.test(module.source)).length;
const imports = summary.totalDependenciesCruised ?? 0;
console.log(`${ours} modules of ours and ${imports} imports seen, ${summary.violations.length} violations`);
if (summary.totalCruised === 0 || ours === 0) console.error('No TypeScript module was seen: is src/ empty?');
process.exit(summary.violations.length > 0 || folders.length > 0 || ours === 0 ? 1 : 0);
