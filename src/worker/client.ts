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
    started.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (hear(data)) return;
      try {
        take(data, receive, calibrations);
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
      if (command.type === 'prepare') worker.postMessage(recollection(calibrations));
      worker.postMessage(command);
    },
  };
}

const recollection = (calibrations: CalibrationStorage): Recollection => ({
  type: 'recall',
  calibrations: calibrations.load(),
});

/** Takes a message of the worker: a report of calibrations, or word of a run. Throws where it is neither. */
function take(data: unknown, receive: (message: RunMessage) => void, calibrations: CalibrationStorage): void {
  const reported = readReport(data);
  if (reported === null) receive(requireMessage(data));
  for (const calibration of reported ?? []) calibrations.add(calibration);
}
