/** Workers of a page in tests: the experiment on screen has the first, what an instrument runs has others. */
import type { RunCommand } from '../../worker/protocol.ts';
import type { OpenWorker } from '../state.ts';
import { inProcess } from './in-process.ts';

/** `beside` makes the workers of instruments; `commands` is what those are told, in order. */
export function besides(beside: OpenWorker): {
  readonly openWorker: OpenWorker;
  readonly commands: RunCommand[];
} {
  const commands: RunCommand[] = [];
  let workers = 0;
  const openWorker: OpenWorker = (receive, crashed) => {
    workers += 1;
    if (workers === 1) return inProcess(receive, crashed);
    const worker = beside(receive, crashed);
    return {
      post(command) {
        commands.push(command);
        worker.post(command);
      },
    };
  };
  return { openWorker, commands };
}
