/** Files of recorded runs on this machine: those given, and those in folders, read by position. */
import { open, readdir, stat, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FormatError, requireRange, type ByteSource } from '../../formats/source.ts';
import { UsageError } from '../commands.ts';
import { codeOf } from '../output.ts';

/** Most files in all folders together. */
const mostFiles = 100_000;

export interface OpenFiles {
  readonly sources: readonly ByteSource[];
  readonly close: () => Promise<void>;
}

/** Throws a UsageError for a path that is not there. */
export async function filesAt(paths: readonly string[]): Promise<OpenFiles> {
  const sources: ByteSource[] = [];
  const handles = new Map<string, Promise<FileHandle>>();
  const names = new Set<string>();
  const take = async (path: string, name: string): Promise<void> => {
    const found = await stat(path).catch((error: unknown) => {
      throw new UsageError(`"${path}" cannot be read (${codeOf(error)})`);
    });
    if (found.isDirectory()) {
      for (const entry of (await readdir(path)).sort()) await take(join(path, entry), `${name}/${entry}`);
      return;
    }
    if (!found.isFile() || names.has(name)) return;
    if (names.size >= mostFiles) throw new UsageError(`There are more than ${mostFiles} files: give fewer`);
    names.add(name);
    sources.push(sourceOf(path, name, found.size, handles));
  };
  for (const path of paths)
    await take(path, names.size === 0 && paths.length === 1 ? basename(path) : path.replaceAll('\\', '/'));
  return {
    sources,
    close: async () => {
      for (const handle of handles.values()) await (await handle.catch(() => null))?.close();
    },
  };
}

/** Most files open at once: machines allow about a thousand. */
const mostHandles = 64;

function sourceOf(
  path: string,
  name: string,
  size: number,
  handles: Map<string, Promise<FileHandle>>,
): ByteSource {
  const read = async (from: number, to: number): Promise<Uint8Array> => {
    requireRange(from, to, size);
    const bytes = new Uint8Array(to - from);
    try {
      const file = await handleOf(path, handles);
      for (let done = 0; done < bytes.length;) {
        const { bytesRead } = await file.read(bytes, done, bytes.length - done, from + done);
        if (bytesRead === 0) throw new FormatError('It has changed since it was opened');
        done += bytesRead;
      }
    } catch (error) {
      if (error instanceof FormatError) throw error;
      throw new FormatError(`It can no longer be read (${codeOf(error)})`);
    }
    return bytes;
  };
  return { name, size, read };
}

async function handleOf(path: string, handles: Map<string, Promise<FileHandle>>): Promise<FileHandle> {
  const known = handles.get(path);
  if (known !== undefined) return known;
  if (handles.size >= mostHandles) {
    // A file that is still being read stays usable until that read has ended.
    const [first, oldest] = [...handles][0]!;
    handles.delete(first);
    void oldest.then(
      (handle) => setTimeout(() => void handle.close(), 10_000).unref(),
      () => undefined,
    );
  }
  const opened = open(path, 'r');
  handles.set(path, opened);
  return opened;
}
