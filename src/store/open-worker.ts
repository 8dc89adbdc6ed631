/** The way to workers: main gives the real one, tests another. Types only. */
import type { RunCommand, RunMessage } from '../worker/protocol.ts';

export type OpenWorker = (
  receive: (message: RunMessage) => void,
  /** `version`: it is of another version of the page than the page. */
  crashed: (reason: string, code?: 'crashed' | 'version') => void,
  /** Called with the reason why it counts as silent, and null once it answers again. Left out: silence counts as a crash. */
  silent?: (reason: string | null) => void,
) => { post(command: RunCommand): void };

/** What an instrument needs to run experiments of its own, beside the one on screen. */
export interface Beside {
  readonly openWorker: OpenWorker;
  /** Folder of the page, for data files. */
  readonly base: string;
}
