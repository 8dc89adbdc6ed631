/** Writes results to files: completely, or not at all. */
import { randomUUID } from 'node:crypto';
import { constants, rmSync } from 'node:fs';
import { access, lstat, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { jsonParts } from '../record/json-parts.ts';
import { UsageError } from './commands.ts';

/** Characters written at once. */
const maxLetters = 2 ** 20;

/** Where a result goes. */
interface Place {
  readonly path: string;
  /** Temporary file that is renamed when complete; null for devices and pipes, which are written directly. */
  readonly beside: string | null;
  /** Permissions of an existing file; undefined for a new file. */
  readonly mode: number | undefined;
}

/** Throws a UsageError if a file cannot be written: better before a long run than after it. */
export async function requireWritable(path: string): Promise<void> {
  const { beside } = await placeOf(path);
  if (beside === null) return;
  try {
    const file = await open(beside, 'w');
    await file.close();
    await rm(beside, { force: true });
  } catch (error) {
    throw new UsageError(
      `--out ${path} cannot be written (${codeOf(error)}): is "${dirname(path)}" a folder that you may write to?`,
    );
  }
}

/** Writes JSON, whole or not at all. */
export const writeResult = (path: string, value: unknown): Promise<void> => writeWhole(path, textsOf(value));

/**
 * Writes a temporary file beside it, and renames that once it is on the disk: an existing file is replaced only by a
 * complete one, whenever the process or the machine ends.
 */
export async function writeWhole(
  path: string,
  texts: Iterable<string | Uint8Array> | AsyncIterable<string>,
): Promise<void> {
  try {
    const place = await placeOf(path);
    writing = place.beside;
    const file = await open(place.beside ?? place.path, 'w', place.mode);
    try {
      for await (const text of texts) await file.appendFile(text);
      if (place.beside !== null) await file.sync();
    } finally {
      await file.close();
    }
    if (place.beside !== null) await rename(place.beside, place.path);
    writing = null;
    if (place.beside !== null) await syncFolder(dirname(place.path));
  } catch (error) {
    abandonWriting();
    const code = codeOf(error);
    const what = code === 'ENOSPC' || code === 'EDQUOT' ? 'there is no room on the disk' : code;
    throw new Error(`${path} could not be written: ${what}. The previous file is unchanged`, {
      cause: error,
    });
  }
}

/** Puts a rename on the disk, where folders can be synchronised. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

/** The temporary file, while it is written. */
let writing: string | null = null;

/** Removes a partly written file at once, for a process that ends. */
export function abandonWriting(): void {
  if (writing !== null) rmSync(writing, { force: true });
  writing = null;
}

/** Follows symbolic links. Throws a UsageError if nothing can be written. */
async function placeOf(path: string): Promise<Place> {
  if (path === '') throw new UsageError('--out takes the name of a file');
  try {
    const found = await stat(path);
    if (found.isDirectory())
      throw new UsageError(`--out ${path} is a folder: give the name of a file in it.`);
    await access(path, constants.W_OK);
    if (!found.isFile()) return { path, beside: null, mode: undefined };
    const file = await realpath(path);
    return { path: file, beside: besideOf(file), mode: found.mode & 0o777 };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const code = codeOf(error);
    const isLink =
      code === 'ENOENT' &&
      (await lstat(path).then(
        () => true,
        () => false,
      ));
    if (isLink) throw new UsageError(`--out ${path} is a link to a file that does not exist`);
    if (code !== 'ENOENT') throw new UsageError(`--out ${path} cannot be written (${code})`);
    if (/[/\\]$/.test(path))
      throw new UsageError(`--out ${path} is a folder that does not exist: give the name of a file`);
    return { path, beside: besideOf(path), mode: undefined };
  }
}

/** JSON text in pieces of about a million letters, the last with a line break. */
export function* textsOf(value: unknown): Generator<string, void> {
  let text = '';
  for (const part of jsonParts(value)) {
    text += part;
    if (text.length < maxLetters) continue;
    yield text;
    text = '';
  }
  yield `${text}\n`;
}

/** A short name, because that of the file may have the maximum length; unique, because folders are shared by machines. */
const besideOf = (path: string): string =>
  join(dirname(path), `.farcast-${randomUUID().slice(0, 13)}${partEnding}`);

const partEnding = '.part';

/** Whether a name is that of a file that was never completed. */
export const isPart = (name: string): boolean => name.startsWith('.farcast-') && name.endsWith(partEnding);

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);
