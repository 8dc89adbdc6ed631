/** The page's side of the worker: typed commands out, checked messages in, and word of a crash. */
import { readReport, type CalibrationStorage, type Recollection } from './protocol-calibrations.ts';
import { requireMessage } from './protocol-parse.ts';
import type { RunCommand, RunMessage } from './protocol.ts';

export interface WorkerClient {
  post(command: RunCommand): void;
}

/**
 * Starts the worker. `receive` gets every message; `crashed` is called when the worker failed as a
 * whole, after which the next `post` starts a new one. Workers are told of `calibrations` before every
 * run, and add to them; no one else need know.
 */
export function createWorkerClient(
  receive: (message: RunMessage) => void,
  crashed: (reason: string) => void,
  calibrations: CalibrationStorage,
): WorkerClient {
  let worker: Worker | null = null;
  const end = (reason: string): void => {
    worker?.terminate();
    worker = null;
    crashed(reason);
  };
  const start = (): Worker => {
    const started = new Worker(new URL('./entry.worker.ts', import.meta.url), { type: 'module' });
    started.onmessage = (event: MessageEvent<unknown>) => {
      try {
        const reported = readReport(event.data);
        if (reported === null) receive(requireMessage(event.data));
        for (const calibration of reported ?? []) calibrations.add(calibration);
      } catch (error) {
        end(String(error));
      }
    };
    started.onerror = (event) => {
      end(event.message || 'the worker could not be loaded');
    };
    started.onmessageerror = () => {
      end('a message could not be read');
    };
    return started;
  };
  return {
    post(command) {
      worker ??= start();
      if (command.type === 'prepare') {
        const known: Recollection = { type: 'recall', calibrations: calibrations.load() };
        worker.postMessage(known);
      }
      worker.postMessage(command);
    },
  };
}
