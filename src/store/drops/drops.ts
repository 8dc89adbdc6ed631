/** Files that are dropped anywhere on the page: the first handler that accepts them opens them. */
import { openFile } from '../coefficients/open-coefficients.ts';
import { isPicture, openPicture } from '../files/dropped-picture.ts';
import { openMerged } from '../sweep/open-merged.ts';
import { recordedOf } from '../recorded/recorded.ts';
import type { NamedFile } from '../../worker/protocol-recorded.ts';
import type { App } from '../state.ts';
import { filesOf, type Dropped } from './entries.ts';

interface DropHandler {
  /** Whether it is for files of these paths; there is at least one. */
  readonly accepts: (paths: readonly string[]) => boolean;
  /** Null once they are opened, or are being opened where a person sees it; else why not, in one sentence. */
  readonly open: (app: App, files: readonly NamedFile[]) => Promise<string | null>;
}

const weights = /\.(safetensors|npz|npy|pt|pth|ckpt|bin|h5|hdf5|keras|zip)$|\.index\.json$/i;

const handlers: readonly DropHandler[] = [
  {
    accepts: (paths) => paths.some((path) => weights.test(path)),
    open: (app, files) => {
      app.actions.showBench('trajectory');
      // The instrument says what was wrong with them.
      recordedOf(app).actions.open(files).catch(ignore);
      return Promise.resolve(null);
    },
  },
  {
    accepts: (paths) => paths.length === 1 && isPicture({ name: paths[0]!, type: '' }),
    open: (app, [file]) => openPicture(app, file!.file),
  },
  { accepts: (paths) => paths.length === 1, open: (app, [file]) => openJson(app, file!.file) },
];

/** A merged sweep, or else coefficients. */
async function openJson(app: App, file: File): Promise<string | null> {
  const start = await file
    .slice(0, 1024)
    .text()
    .catch(() => '');
  if (!start.includes('"farcast-merged-sweep"')) return openFile(app, file);
  const wrong = await openMerged(app, file);
  if (wrong === null) app.actions.showBench('sweep');
  return wrong;
}

const ignore = (): void => undefined;

/** Null once what was dropped is opened; else why not, in one sentence. */
export async function openDropped(app: App, dropped: readonly Dropped[]): Promise<string | null> {
  const nothing =
    'Nothing was opened: only pictures saved from this page, merged sweeps, and files of coefficients or of weights can be dropped here.';
  if (dropped.length === 0) return nothing;
  let files: readonly NamedFile[];
  try {
    files = await filesOf(dropped);
  } catch (error) {
    return `What was dropped could not be read. ${error instanceof Error ? error.message : ''}`.trim();
  }
  const paths = files.map(({ path }) => path);
  const handler = files.length === 0 ? undefined : handlers.find(({ accepts }) => accepts(paths));
  if (handler !== undefined) return handler.open(app, files);
  return files.length > 1
    ? 'Nothing was opened: none of these files has weights. Drop a file of coefficients one file at a time.'
    : nothing;
}
