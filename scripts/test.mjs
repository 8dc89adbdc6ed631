// Owns `npm test`: all checks, from a fresh checkout, in a browser with working WebGPU.
import { requireChromium } from './lib/chromium.mjs';
import { freePort } from './lib/free-port.mjs';
import { requireInstalled } from './lib/install.mjs';
import { clusterStage, playwrightStage, quickStages, runStages, vitestStage } from './lib/stages.mjs';

await requireInstalled();
process.env.CHROMIUM_PATH = await requireChromium();
// The usual ports may be in use: by `npm start`, or by the tests of another checkout.
process.env.FARCAST_E2E_PORT ??= await freePort();
process.env.FARCAST_BROWSER_PORT ??= await freePort();
const passed = await runStages([
  quickStages,
  [[vitestStage('browser')]],
  [[{ script: 'build' }, { script: 'size' }, playwrightStage, clusterStage]],
]);
process.exit(passed ? 0 : 1);
