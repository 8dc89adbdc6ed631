/** The data of file-based tasks, from the files shipped with the program. */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { requireImages, type LabelledImages } from '../core/data/labelled-images.ts';
import type { FileTask } from '../experiment/tasks.ts';

/** Rejects with an Error if they are missing or invalid. */
export async function readData(folder: URL, task: FileTask): Promise<LabelledImages> {
  const packed = await readFile(new URL(task.file, folder));
  return requireImages(task, new Uint8Array(await promisify(gunzip)(packed)));
}
