/** The way to workers: main gives the real one, tests another. Types only. */
import type { RunCommand, RunMessage } from '../worker/protocol.ts';

export type OpenWorker = (
  receive: (message: RunMessage) => void,
  crashed: (reason: string) => void,
) => { post(command: RunCommand): void };

/** What an instrument needs to run experiments of its own, beside the one on screen. */
export interface Beside {
  readonly openWorker: OpenWorker;
  /** Folder of the page, for data files. */
  readonly base: string;
}
