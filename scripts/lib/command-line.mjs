// Owns the built command line, dist-cli/: builds it if its source has changed.
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './process.mjs';

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const outDir = join(root, 'dist-cli');

/** Latest modification time of the source files, ms. */
function changed() {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  return Math.max(
    ...files.filter((file) => file.endsWith('.ts')).map((file) => statSync(join(root, 'src', file)).mtimeMs),
  );
}

/**
 * Builds in a temporary folder and then renames it: several processes may do so at once, while others start from it.
 */
async function build() {
  const { build: viteBuild } = await import('vite');
  const beside = `${outDir}.${process.pid}`;
  const old = `${beside}.old`;
  try {
    await viteBuild({
      root,
      configFile: false,
      logLevel: 'silent',
      publicDir: false,
      define: { 'import.meta.env.VITE_APP_VERSION': JSON.stringify(version) },
      build: {
        ssr: true,
        outDir: beside,
        emptyOutDir: true,
        target: 'node20',
        rolldownOptions: {
          input: {
            farcast: 'src/cli/farcast.ts',
            'engine-thread': 'src/cli/machine/engine-thread.ts',
            'for-scripts': 'src/cli/for-scripts.ts',
          },
          output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
        },
      },
    });
    if (existsSync(outDir)) moved(outDir, old);
    moved(beside, outDir);
  } finally {
    for (const folder of [beside, old]) rmSync(folder, { recursive: true, force: true });
  }
}

/** Renames a folder, unless another process was faster. @param {string} from @param {string} to */
function moved(from, to) {
  try {
    renameSync(from, to);
  } catch (error) {
    const { code = '' } = /** @type {NodeJS.ErrnoException} */ (error);
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(code)) throw error;
  }
}

/** Imports an entry of the built command line. @param {'farcast' | 'for-scripts'} entry */
export async function importBuilt(entry) {
  const file = join(outDir, `${entry}.js`);
  if (!existsSync(file) || statSync(file).mtimeMs < changed()) await build();
  return import(pathToFileURL(file).href);
}

/** The command line for scripts. @returns {Promise<typeof import('../../src/cli/for-scripts.ts')>} */
export const commandLine = () => importBuilt('for-scripts');
