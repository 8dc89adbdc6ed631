/** Composes the page: opens the app on the link, mounts it, and offers it to scripts. */
import { automationOf, type Automation } from './store/automation.ts';
import { openApp } from './store/app.ts';
import { browserStorage, calibrationStorage, keptRunStorage, reloadNote } from './store/browser-storage.ts';
import { pageAddress } from './store/page-address.ts';
import { askAnew } from './ui/app/builds.ts';
import { mountApp } from './ui/app/mount.tsx';
import { keepFiles } from './worker/client/files.ts';
import { createWorkerClient } from './worker/client/client.ts';
import { generateText } from './worker/client/text.ts';

declare global {
  interface Window {
    farcast: Automation;
  }
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
const version = import.meta.env['VITE_APP_VERSION'] as string;
const address = pageAddress(reloadNote());
const calibrations = calibrationStorage(version);
const app = openApp({
  openWorker: (receive, crashed, silent) =>
    createWorkerClient(
      receive,
      (reason, code) => {
        // Its script may have arrived damaged, or be an old one.
        askAnew();
        crashed(reason, code);
      },
      calibrations,
      silent,
    ),
  address,
  storage: browserStorage(),
  runs: keptRunStorage(),
  copy,
  sample: async (task) => (await import('./worker/client/sample.ts')).loadSample(address.base, task),
  generate: generateText,
  readRuns: async () => (await import('./worker/client/recorded.ts')).recordedClient(),
});
window.farcast = automationOf(app, version);
// While developing, files change all the time.
mountApp(root, app, () => (import.meta.env.PROD ? keepFiles(address.base) : Promise.resolve(false)));
