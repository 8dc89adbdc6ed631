/** Opens a sweep that was run elsewhere and merged into one file, and saves it for later visits. */
import { readMerged } from '../../record/sweep/files/merged-file.ts';
import type { App } from '../state.ts';
import { savedSweepsOf } from './saved-sweeps.ts';
import { sweepOf } from './sweep.ts';

/** Maximum length of a file that is read, bytes. */
const maxBytes = 2 ** 28;

/** Whether a file says that it is one. */
export const isMerged = async (file: File): Promise<boolean> =>
  /^\s*\{\s*"format"\s*:\s*"farcast-merged-sweep"/.test(
    await file
      .slice(0, 256)
      .text()
      .catch(() => ''),
  );

/** Null when it is shown; otherwise, in one line, why not, and nothing was changed. */
export async function openMerged(
  app: Pick<App, 'store' | 'beside' | 'sweeps'>,
  file: File,
): Promise<string | null> {
  const not = (why: string): string => `“${file.name}” was not opened: ${why}.`;
  if (file.size > maxBytes) return not(`it is larger than ${maxBytes / 2 ** 20} MB`);
  const content = await file.text().catch(() => null);
  if (content === null) return not('it could not be read');
  const read = readMerged(content);
  if (!read.ok) return not(read.problem.replace(/\.$/, ''));
  sweepOf(app).actions.open(read.value, file.name);
  await savedSweepsOf(app).actions.keep(read.value, file);
  return null;
}
