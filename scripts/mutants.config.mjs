// Owns how unit tests run against a broken line: the file in question is changed on its way to the tests, never on disk.
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** @type {import('./lib/mutations.mjs').Mutant} */
const mutant = JSON.parse(process.env.FARCAST_MUTANT ?? 'null');
const root = fileURLToPath(new URL('..', import.meta.url));
const broken = `${root}${mutant.file}`;

/** Folders between two files. @param {string} test */
const distance = (test) => relative(dirname(broken), test).split('/').length;

/** The nearest tests first: most mutants end there. */
class NearestFirst {
  /** @template Files @param {Files} files */
  shard = (files) => files;
  /** @param {readonly { moduleId: string }[]} files */
  sort = (files) => files.toSorted((a, b) => distance(a.moduleId) - distance(b.moduleId));
}

export default defineConfig({
  root,
  define: { 'import.meta.env.VITE_APP_VERSION': '"0"' },
  plugins: [
    {
      name: 'mutant',
      enforce: 'pre',
      transform: (code, id) =>
        id.split('?')[0] === broken
          ? { code: code.slice(0, mutant.start) + mutant.text + code.slice(mutant.end), map: null }
          : undefined,
    },
  ],
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    exclude: ['src/**/*.browser.test.{ts,tsx}'],
    environment: 'node',
    isolate: false,
    fileParallelism: false,
    testTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    bail: 1,
    // @ts-expect-error Vitest asks for a class that extends its own; these two methods are all that it calls.
    sequence: { sequencer: NearestFirst },
  },
});
