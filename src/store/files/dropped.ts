/** What a file that is dropped on the page is opened as. Each kind is a row. */
import { openFile } from '../coefficients/open-coefficients.ts';
import type { App } from '../state.ts';
import { isMerged, openMerged } from '../sweep/open-merged.ts';
import { isPicture, linkInPicture } from './dropped-picture.ts';

interface Opener {
  readonly accepts: (file: File) => boolean | Promise<boolean>;
  /** In one line why a file was not opened; null if it was. */
  readonly open: (app: App, file: File) => Promise<string | null>;
}

/** The first that accepts a file opens it. */
const openers: readonly Opener[] = [
  { accepts: isPicture, open: openPicture },
  { accepts: isMerged, open: openSweep },
  { accepts: () => true, open: openFile },
];

export async function openDropped(app: App, [file, ...others]: readonly File[]): Promise<string | null> {
  if (file === undefined)
    return 'Nothing was opened: only pictures saved from this page, files of coefficients and merged sweeps can be dropped here.';
  if (others.length > 0) return 'Nothing was opened: drop one file at a time.';
  for (const { accepts, open } of openers) if (await accepts(file)) return open(app, file);
  return null;
}

/** Opens a sweep that was run elsewhere, below the charts. */
async function openSweep(app: App, file: File): Promise<string | null> {
  const refused = await openMerged(app, file);
  if (refused === null) app.actions.showBench('sweep');
  return refused;
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
