/** What this machine has for runs: its cores, the built engine threads, and the shipped images. */
import { availableParallelism } from 'node:os';
import type { LabelledImages } from '../core/data/fashion-mnist.ts';
import { readImages } from './images.ts';
import { openThreads, type Threads } from './threads.ts';

export const machine = {
  cores: availableParallelism(),
  openThreads: (count: number): Threads => openThreads(count, new URL('engine-thread.js', import.meta.url)),
  loadImages: (): Promise<LabelledImages> => readImages(new URL('../public/', import.meta.url)),
};
