/** The page's side of the worker: typed commands out, checked messages in, and word of a crash or of silence. */
import { watchPulse, type Pulse } from './client-pulse.ts';
import { readReport, type CalibrationStorage, type Recollection } from './protocol-calibrations.ts';
import { requireMessage } from './protocol-parse.ts';
import type { RunCommand, RunMessage } from './protocol.ts';

export interface WorkerClient {
  post(command: RunCommand): void;
}

/**
 * Starts the worker. `receive` gets every message; `crashed` is called when the worker failed as a
 * whole, after which the next `post` starts a new one. `silent` is called when it does not answer, and with null once
 * it does again: the next run then starts a new one. Where it is left out, a silent worker has crashed. Workers are
 * told of `calibrations` before every run, and add to them; no one else need know.
 */
export function createWorkerClient(
  receive: (message: RunMessage) => void,
  crashed: (reason: string) => void,
  calibrations: CalibrationStorage,
  silent?: (reason: string | null) => void,
): WorkerClient {
  let worker: Worker | null = null;
  let pulse: Pulse | null = null;
  let isSilent = false;
  const close = (): void => {
    pulse?.end();
    worker?.terminate();
    worker = null;
    isSilent = false;
  };
  const end = (reason: string): void => {
    close();
    crashed(reason);
  };
  const hear = (data: unknown): boolean => {
    if (isSilent) silent?.(null);
    isSilent = false;
    return pulse?.heard(data) === true;
  };
  const start = (): Worker => {
    const started = new Worker(new URL('./entry.worker.ts', import.meta.url), { type: 'module' });
    pulse = watchPulse(started, (reason) => {
      isSilent = true;
      (silent ?? end)(reason);
    });
    started.onmessage = (event: MessageEvent<unknown>) => {
      if (hear(event.data)) return;
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
      // What is new is not left to one that does not answer.
      if (isSilent && command.type === 'prepare') close();
      try {
        worker ??= start();
      } catch (error) {
        // Not before whoever posted is done.
        queueMicrotask(() => end(`this browser allows no workers here (${String(error)})`));
        return;
      }
      if (command.type === 'prepare') {
        const known: Recollection = { type: 'recall', calibrations: calibrations.load() };
        worker.postMessage(known);
      }
      worker.postMessage(command);
    },
  };
}
