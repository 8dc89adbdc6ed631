// Owns `npm run farcast:bundle`: the command line as a single file that needs Node alone, with the data of all tasks,
// for machines without this repository. Prints where it is.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { requireInstalled } from './lib/install.mjs';
import { root } from './lib/process.mjs';

await requireInstalled();
const { build } = await import('vite');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const data = readdirSync(join(root, 'public/data')).filter((name) => name.endsWith('.deflated'));
const filesModule = `
const files = {${data.map((name) => `'data/${name}': '${readFileSync(join(root, 'public/data', name), 'base64')}'`).join(',')}};
export const threadScript = new URL(import.meta.url);
export const shipped = async (file) => Buffer.from(files[file], 'base64');
`;

const outDir = join(root, 'dist-cli-bundle');
const beside = `${outDir}.${process.pid}`;
await build({
  root,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  define: { 'import.meta.env.VITE_APP_VERSION': JSON.stringify(version) },
  ssr: { noExternal: true },
  plugins: [
    {
      name: 'files-in-the-bundle',
      load: (id) => (id.endsWith('/src/cli/machine/files.ts') ? filesModule : null),
    },
  ],
  build: {
    ssr: true,
    outDir: beside,
    emptyOutDir: true,
    target: 'node20',
    minify: true,
    chunkSizeWarningLimit: 10_000,
    rolldownOptions: {
      input: { farcast: 'src/cli/bundle.ts' },
      output: { entryFileNames: '[name].mjs', codeSplitting: false },
    },
  },
});
mkdirSync(outDir, { recursive: true });
const file = join(outDir, 'farcast.mjs');
renameSync(join(beside, 'farcast.mjs'), file);
rmSync(beside, { recursive: true });
console.log(`${file}: ${(statSync(file).size / 1e6).toFixed(1)} MB`);
