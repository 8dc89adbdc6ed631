/** The worker of an instrument: opened with the first command, and told further ones. */
import type { RunCommand } from '../worker/protocol.ts';
import type { OpenWorker } from './open-worker.ts';

/** Returns the way to post to it. `fail` is told why it is no more, as a sentence. */
export function workerBeside(
  open: OpenWorker,
  receive: Parameters<OpenWorker>[0],
  fail: (reason: string) => void,
): (command: RunCommand) => void {
  let worker: ReturnType<OpenWorker> | null = null;
  return (command) => {
    worker ??= open(receive, (reason) => {
      fail(`The background worker stopped: ${reason}.`);
    });
    worker.post(command);
  };
}

/** ", 34 %" of something that is being prepared. */
export const shareOf = (fraction: number | null): string =>
  fraction === null ? '' : `, ${Math.round(100 * fraction)} %`;
