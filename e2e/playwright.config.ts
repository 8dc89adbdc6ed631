// Owns how journeys through the built app are run: with `vite preview` of dist, in a Chromium with WebGPU.
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { chromiumArgs, chromiumPath } from '../scripts/lib/chromium-flags.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const port = Number(process.env.FARCAST_E2E_PORT ?? 4173);

export default defineConfig({
  testDir: '.',
  outputDir: '../node_modules/.cache/playwright',
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  // Generous, because a shared machine may be several times slower than usual. Passing tests do not wait.
  timeout: 600_000,
  expect: { timeout: 120_000 },
  reporter: [['list'], ['json', { outputFile: '../node_modules/.cache/test-reports/e2e.json' }]],
  use: {
    baseURL: `http://localhost:${port}`,
    browserName: 'chromium',
    // Requests must reach the tests that intercept the network; offline.spec.ts allows service workers.
    serviceWorkers: 'block',
    launchOptions: { executablePath: chromiumPath, args: chromiumArgs },
    // A sixth of the time; a failure is reported with an accessibility tree of the page in any case.
    trace: process.env.CI === undefined ? 'retain-on-failure' : 'off',
  },
  webServer: {
    command: `npx vite preview --port ${port} --strictPort`,
    cwd: root,
    url: `http://localhost:${port}`,
    reuseExistingServer: false,
  },
});
