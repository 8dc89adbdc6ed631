#!/usr/bin/env node
// Owns `npm run farcast` and the command `farcast`: builds the command line where its source has changed, and runs it.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/process.mjs';

const outDir = join(root, 'dist-cli');
const built = join(outDir, 'farcast.js');

/** When a file of the source was changed last, ms. */
function changed() {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  return Math.max(
    ...files.filter((file) => file.endsWith('.ts')).map((file) => statSync(join(root, 'src', file)).mtimeMs),
  );
}

async function build() {
  const vite = await import('vite');
  await vite.build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node20',
      rolldownOptions: {
        input: { farcast: 'src/cli/farcast.ts', 'engine-thread': 'src/cli/engine-thread.ts' },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  });
}

if (!existsSync(built) || statSync(built).mtimeMs < changed()) await build();
await import(built);
