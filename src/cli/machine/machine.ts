/** The resources of this machine: its cores, the built engine threads, and the shipped data. */
import { availableParallelism } from 'node:os';
import type { TaskData } from '../../core/data/task-data.ts';
import type { FileTask } from '../../experiment/tasks.ts';
import { readData } from './data.ts';
import { openThreads, type Threads } from './threads.ts';

export const machine = {
  cores: availableParallelism(),
  openThreads: (count: number): Threads => openThreads(count, new URL('engine-thread.js', import.meta.url)),
  loadData: (task: FileTask): Promise<TaskData> => readData(new URL('../public/', import.meta.url), task),
};
