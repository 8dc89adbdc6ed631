/** The program's own files, in its folder. The bundle, which is a single file, has another module in place of this one. */
import { readFile } from 'node:fs/promises';

/** The built engine-thread.ts. */
export const threadScript = new URL('engine-thread.js', import.meta.url);

/** A file of the page's public folder. */
export const shipped = (file: string): Promise<Uint8Array> =>
  readFile(new URL(`../public/${file}`, import.meta.url));
