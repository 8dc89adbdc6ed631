/** What files that are dropped on the page are opened as. Each kind is a row. */
import { isCollection } from '../../record/saved/collection-file.ts';
import { openFile } from '../coefficients/open-coefficients.ts';
import { recordedOf, type NamedFile } from '../recorded/recorded.ts';
import { isMerged, openMerged } from '../sweep/open-merged.ts';
import { isTalkFile, openTalk } from '../scenes/open-talk.ts';
import type { App } from '../state.ts';
import { isPicture, linkInPicture } from './dropped-picture.ts';
import { filesOf, type Dropped } from './entries.ts';

interface Opener {
  readonly accepts: (files: readonly NamedFile[]) => boolean;
  /** In one line why files were not opened; null if they were, or if it is said elsewhere. */
  readonly open: (app: App, files: readonly NamedFile[]) => Promise<string | null>;
}

const alone = (
  accepts: (file: File) => boolean,
  open: (app: App, file: File) => Promise<string | null>,
): Opener => ({
  accepts: (files) => files.length === 1 && accepts(files[0]!.file),
  open: (app, files) => open(app, files[0]!.file),
});

const packedRecord = /\.json\.gz$/i;

const weights = /\.(safetensors|npz|npy|pt|pth|ckpt|bin|h5|hdf5|keras|zip)$|\.index\.json$/i;

/** The first that accepts the files opens them. */
const openers: readonly Opener[] = [
  { accepts: (files) => files.some(({ path }) => weights.test(path)), open: openRuns },
  { accepts: (files) => files.every(({ file }) => packedRecord.test(file.name)), open: openSaved },
  alone(isPicture, openPicture),
  alone(() => true, openJson),
];

export async function openDropped(app: App, dropped: readonly Dropped[]): Promise<string | null> {
  let files: readonly NamedFile[];
  try {
    files = await filesOf(dropped);
  } catch (error) {
    return `What was dropped could not be read. ${error instanceof Error ? error.message : ''}`.trim();
  }
  if (files.length === 0)
    return 'Nothing was opened: only weights, pictures saved from this page, talks, merged sweeps, saved runs and files of coefficients can be dropped here.';
  const opener = openers.find(({ accepts }) => accepts(files));
  if (opener !== undefined) return opener.open(app, files);
  return 'Nothing was opened: none of these files has weights, and other files are opened one file at a time.';
}

/** Compare says what was read of them. */
function openSaved(app: App, files: readonly NamedFile[]): Promise<null> {
  app.compare.actions.add(...files.map(({ file }) => file));
  app.actions.showBench('compare');
  return Promise.resolve(null);
}

/** A talk, saved runs, a merged sweep, or else coefficients. */
async function openJson(app: App, file: File): Promise<string | null> {
  if (await isTalkFile(file)) return openTalk(app, file);
  const start = await file
    .slice(0, 256)
    .text()
    .catch(() => '');
  if (isCollection(start)) return openSaved(app, [{ path: file.name, file }]);
  if (!(await isMerged(file))) return openFile(app, file);
  const wrong = await openMerged(app, file);
  if (wrong === null) app.actions.showBench('sweep');
  return wrong;
}

/** The instrument says what was wrong with them. */
function openRuns(app: App, files: readonly NamedFile[]): Promise<null> {
  app.actions.showBench('trajectory');
  recordedOf(app)
    .actions.open(files)
    .catch(() => undefined);
  return Promise.resolve(null);
}

/** Opens and starts the experiment of a picture, like its link. */
async function openPicture(app: App, file: File): Promise<string | null> {
  const refused = (why: string): string => `“${file.name}” was not opened. ${why}`;
  const link = await linkInPicture(file).catch(() => undefined);
  if (link === undefined) return refused('It could not be read.');
  if (link === null)
    return refused(
      'It carries no link to an experiment: it was not saved here, or a program removed the link.',
    );
  const read = await app.load(link, true);
  return read.ok ? null : refused(read.reason);
}
