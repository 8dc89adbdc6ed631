/** The resources of this machine: its cores, the built engine threads, its graphics device, and the shipped data. */
import { availableParallelism } from 'node:os';
import { readData } from './data.ts';
import { threadScript } from './files.ts';
import type { OpenGpu } from '../surroundings.ts';
import { openThreads, type Threads } from './threads.ts';

export const machine = {
  cores: availableParallelism(),
  openThreads: (count: number): Threads => openThreads(count, threadScript),
  openGpu: (async () => (await import('./gpu.ts')).openGpu()) satisfies OpenGpu,
  loadData: readData,
};
