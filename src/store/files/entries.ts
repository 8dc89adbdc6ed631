/** The files of what was dropped on the page, folders with all that is in them. */
import type { NamedFile } from '../../worker/protocol-recorded.ts';

/** Most files that are looked at: more are a mistake, such as a whole disk. */
const mostFiles = 20_000;

/** What was dropped: a file or a folder, or a file of a browser that knows no folders. */
export type Dropped = FileSystemEntry | File;

/** Rejects if something cannot be read, or if there are too many. */
export async function filesOf(dropped: readonly Dropped[]): Promise<readonly NamedFile[]> {
  const files: NamedFile[] = [];
  const waiting = [...dropped];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (one instanceof File) files.push({ path: pathOf(one), file: one });
    else if (one.isFile) {
      const file = await new Promise<File>((resolve, reject) => {
        (one as FileSystemFileEntry).file(resolve, reject);
      });
      files.push({ path: one.fullPath.replace(/^\/+/, ''), file });
    } else waiting.push(...(await entriesIn(one as FileSystemDirectoryEntry)));
    if (files.length > mostFiles) throw new Error(`They are more than ${mostFiles} files.`);
  }
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** A chosen file's path, with the folder that it was chosen with. */
export const pathOf = (file: File): string =>
  file.webkitRelativePath === '' ? file.name : file.webkitRelativePath;

/** A reader gives a folder in portions. */
async function entriesIn(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return all;
    all.push(...some);
  }
}
