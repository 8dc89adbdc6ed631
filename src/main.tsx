/** Composes the page: opens the app on the link, mounts it, and offers it to scripts. */
import { automationOf, type Automation } from './store/automation.ts';
import { openApp } from './store/app.ts';
import { browserStorage, calibrationStorage, oldRuns, reloadNote } from './store/browser-storage.ts';
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

async function copy(text: string | Promise<string>): Promise<boolean> {
  try {
    if (typeof text === 'string') await navigator.clipboard.writeText(text);
    // Promised within the press of a button, which Safari demands.
    else await navigator.clipboard.write([new ClipboardItem({ 'text/plain': text.then(asBlob) })]);
    return true;
  } catch {
    return false;
  }
}

const asBlob = (text: string): Blob => new Blob([text], { type: 'text/plain' });

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
      (reason) => {
        // A part of a script can be a script that runs and never answers.
        if (reason !== null) askAnew();
        silent?.(reason);
      },
    ),
  address,
  storage: browserStorage(),
  runs: async () => (await import('./store/compare/browser-runs.ts')).browserRuns(),
  sweeps: async () => (await import('./store/compare/browser-runs.ts')).browserRuns('farcast-saved-sweeps'),
  oldRuns,
  copy,
  sample: async (task) => (await import('./worker/client/sample.ts')).loadSample(address.base, task),
  generate: generateText,
  readRuns: async () => (await import('./worker/client/recorded.ts')).recordedClient(),
});
window.farcast = automationOf(app, version);
if (address.isEmbedded === true)
  void import('./store/shared/frame-messages.ts').then(({ talkToHost, realHost, takeTurns }) => {
    talkToHost(app, window.farcast, realHost());
    takeTurns(app);
  });
// While developing, files change all the time.
mountApp(root, app, () => (import.meta.env.PROD ? keepFiles(address.base) : Promise.resolve(false)));
