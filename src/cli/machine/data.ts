/** The data of file-based tasks, from the files shipped with the program. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { requireData, type TaskData } from '../../core/data/task-data.ts';
import type { FileTask } from '../../experiment/tasks.ts';
import { shipped } from './files.ts';

/** Rejects with an Error if they are missing or invalid. */
export async function readData(task: FileTask): Promise<TaskData> {
  return requireData(task, new Uint8Array(await promisify(gunzip)(await shipped(task.file))));
}
