// Owns how journeys through the built app are run: against `vite preview` of dist, in a Chromium with WebGPU.
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { chromiumArgs, chromiumPath } from '../scripts/lib/chromium-flags.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const port = Number(process.env.FARCAST_E2E_PORT ?? 4173);

export default defineConfig({
  testDir: '.',
  outputDir: '../node_modules/.cache/playwright',
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  // Generous: a shared machine may be several times slower than usual. What passes does not wait.
  timeout: 600_000,
  expect: { timeout: 120_000 },
  reporter: [['list'], ['json', { outputFile: '../node_modules/.cache/test-reports/e2e.json' }]],
  use: {
    baseURL: `http://localhost:${port}`,
    browserName: 'chromium',
    // Tests that answer for the network must be asked; offline.spec.ts allows them.
    serviceWorkers: 'block',
    launchOptions: { executablePath: chromiumPath, args: chromiumArgs },
    // A sixth of the time; a failure is told with a picture of the page in words either way.
    trace: process.env.CI === undefined ? 'retain-on-failure' : 'off',
  },
  webServer: {
    command: `npx vite preview --port ${port} --strictPort`,
    cwd: root,
    url: `http://localhost:${port}`,
    reuseExistingServer: false,
  },
});
