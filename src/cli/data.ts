/** The data of tasks that come from files, from the files beside the program. */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { requireImages, type LabelledImages } from '../core/data/labelled-images.ts';
import type { FileTask } from '../experiment/tasks.ts';

/** Rejects with an Error where they are not there, or not what they should be. */
export async function readData(folder: URL, task: FileTask): Promise<LabelledImages> {
  const packed = await readFile(new URL(task.file, folder));
  return requireImages(task, new Uint8Array(await promisify(gunzip)(packed)));
}
