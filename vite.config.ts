// Owns how the app is built, served and unit-tested. Budgets of what it builds: scripts/size.mjs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { keptFiles } from './scripts/offline/plugin.mjs';
import { contentPolicy } from './scripts/policy.mjs';
import { chromiumArgs, chromiumPath } from './scripts/lib/chromium-flags.mjs';

const { version, repository } = JSON.parse(
  readFileSync(new URL('package.json', import.meta.url), 'utf8'),
) as {
  version: string;
  repository?: { url: string };
};

/** All that lies between two values of our scales: numbers. */
const betweenNumbers = `
const interpolateNumber = (a, b) => (t) => a * (1 - t) + b * t;
const interpolate = interpolateNumber;
const interpolateRound = (a, b) => (t) => Math.round(a * (1 - t) + b * t);
const piecewise = () => { throw new Error('no scale of the page has more than two ends'); };
`;

/**
 * recharts looks scales up by their names, so all of d3-scale would be in the page, calendars and colours too.
 * Ours has the two that charts here ask for, and the band scale that recharts falls back to; none is of colours.
 */
const numberScalesOnly: Plugin = {
  name: 'number-scales-only',
  apply: 'build',
  transform(code, id) {
    if (id.endsWith('/victory-vendor/es/d3-scale.js'))
      return {
        code: `export { scaleBand, scaleLinear, scaleLog, scalePoint } from 'd3-scale';`,
        map: { mappings: '' },
      };
    if (!id.endsWith('/d3-scale/dist/d3-scale.mjs')) return null;
    const line = `import { interpolateNumber, interpolate, interpolateRound, piecewise } from 'd3-interpolate';`;
    if (!code.includes(line))
      throw new Error('d3-scale no longer asks for what lies between two values as it did');
    return { code: code.replace(line, betweenNumbers), map: null };
  },
};

/** Chats load the picture of a page from its full address, which is known where it is published: FARCAST_SITE. */
const cardAddress: Plugin = {
  name: 'card-address',
  transformIndexHtml: (html) => {
    const site = process.env.FARCAST_SITE;
    return site === undefined ? html : html.replace('./card.png', new URL('card.png', site).href);
  },
};

const entry = join(import.meta.dirname, 'src/main.tsx');
let ofPage: Set<string> | null = null;

/** All that the first screen imports is one chunk; what it shares with instruments would be many small ones. */
function pageChunk(
  id: string,
  modules: { getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null },
): string | null {
  if (ofPage === null) {
    ofPage = new Set([entry]);
    for (const own of ofPage)
      for (const imported of modules.getModuleInfo(own)?.importedIds ?? []) ofPage.add(imported);
  }
  return ofPage.has(id) && id !== entry ? 'page' : null;
}

export default defineConfig({
  base: './',
  plugins: [react(), numberScalesOnly, cardAddress, contentPolicy(), keptFiles()],
  define: {
    'import.meta.env.VITE_APP_VERSION': JSON.stringify(version),
    'import.meta.env.VITE_APP_SOURCE': JSON.stringify(repository?.url ?? ''),
  },
  build: {
    target: 'es2023',
    sourcemap: true,
    assetsInlineLimit: 0,
    // A style sheet that failed to come with an instrument would not be asked for again.
    cssCodeSplit: false,
    chunkSizeWarningLimit: 2000, // budgets are scripts/size.mjs's
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: pageChunk }] },
        // Every browser shows a text file; documents of other types may be downloaded.
        assetFileNames: ({ originalFileNames: [file = ''] }) =>
          /\.md$|LICENSE$/.test(file) ? 'assets/[name]-[hash].txt' : 'assets/[name]-[hash][extname]',
      },
    },
  },
  worker: {
    format: 'es',
    rolldownOptions: {
      // The prefix tells scripts/size.mjs which chunks belong to a worker.
      output: {
        entryFileNames: 'assets/worker-[name]-[hash].js',
        chunkFileNames: 'assets/worker-chunk-[name]-[hash].js',
      },
    },
  },
  optimizeDeps: {
    include: [
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-core/dist/register_all_gradients',
      '@tensorflow/tfjs-backend-webgpu',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-cpu',
      '@noble/hashes/sha2.js',
      'valibot',
      'idb',
      '@zip.js/zip.js/lib/zip-core-custom.js',
    ],
  },
  server: { strictPort: true },
  preview: { port: 4173, strictPort: true },
  test: {
    // Generous limits: a shared machine may be several times slower than usual.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          testTimeout: 60_000,
          // Modules under test keep no state that one file could leave to the next.
          isolate: false,
          environment: 'node',
          include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
          exclude: ['src/**/*.browser.test.{ts,tsx}'],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['src/**/*.browser.test.{ts,tsx}'],
          testTimeout: 120_000,
          browser: {
            enabled: true,
            headless: true,
            // Another checkout's run may have the usual port.
            api: { port: Number(process.env.FARCAST_BROWSER_PORT ?? 63315), strictPort: true },
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath: chromiumPath, args: chromiumArgs } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
