/** Entry of the bundle: the same file is the program and its engine threads. */
import { isMainThread } from 'node:worker_threads';

await (isMainThread ? import('./farcast.ts') : import('./machine/engine-thread.ts'));
