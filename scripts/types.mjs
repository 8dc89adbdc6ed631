// Owns type checking: the app, its pure rooms without a browser's types, and the code that runs in Node.
import { run, toolPath } from './lib/process.mjs';

const projects = ['tsconfig.json', 'tsconfig.pure.json', 'tsconfig.node.json'];
const tsc = toolPath('typescript', 'tsc');
const results = await Promise.all(
  projects.map((project) => run(process.execPath, [tsc, '--project', project])),
);
process.exit(results.every(Boolean) ? 0 : 1);
