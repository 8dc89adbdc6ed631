/** The data of file-based tasks, from the files shipped with the program. */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { requireData, type TaskData } from '../../core/data/task-data.ts';
import type { FileTask } from '../../experiment/tasks.ts';

/** Rejects with an Error if they are missing or invalid. */
export async function readData(folder: URL, task: FileTask): Promise<TaskData> {
  const packed = await readFile(new URL(task.file, folder));
  return requireData(task, new Uint8Array(await promisify(gunzip)(packed)));
}
