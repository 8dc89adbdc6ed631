/** Results as files: whole, or not at all. */
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { jsonParts } from '../record/json-parts.ts';
import { UsageError } from './commands.ts';

/** Letters that are written at once. */
const mostLetters = 2 ** 20;

/** Throws a UsageError where a file cannot be written: better before a long run than after it. */
export async function requireWritable(path: string): Promise<void> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) throw new UsageError(`--out ${path} is a folder: give the name of a file in it.`);
  const beside = besideOf(path);
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

/** Writes JSON beside the file, then puts it in its place: a file that was there stays until the new one is whole. */
export async function writeResult(path: string, value: unknown): Promise<void> {
  const beside = besideOf(path);
  try {
    const file = await open(beside, 'w');
    try {
      for (const text of textsOf(value)) await file.appendFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    const code = codeOf(error);
    const what = code === 'ENOSPC' || code === 'EDQUOT' ? 'there is no room on the disk' : code;
    throw new Error(`${path} could not be written: ${what}. What was there before is as it was`, {
      cause: error,
    });
  }
}

/** JSON text in pieces of about a million letters, the last with a line break. */
export function* textsOf(value: unknown): Generator<string, void> {
  let text = '';
  for (const part of jsonParts(value)) {
    text += part;
    if (text.length < mostLetters) continue;
    yield text;
    text = '';
  }
  yield `${text}\n`;
}

const besideOf = (path: string): string => `${path}.${process.pid}.part`;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);
