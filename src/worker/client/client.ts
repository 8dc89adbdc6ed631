/**
 * The page's side of the worker: sends commands, receives messages, and reports a crash, silence or another version.
 */
import { watchPulse, type Pulse } from './pulse.ts';
import { readReport, type CalibrationStorage, type Recollection } from '../protocol-calibrations.ts';
import { protocolVersion, type Greeting, type RunCommand, type RunMessage } from '../protocol.ts';

export interface WorkerClient {
  post(command: RunCommand): void;
}

/**
 * Starts the worker. `receive` gets every message; `crashed` is called if the worker failed as a whole or has another
 * version than the page; the next `post` then starts a new one. `silent` is called if the worker does not answer, and
 * with null once it does again; the next run then starts a new worker. If `silent` is left out, a silent worker
 * counts as crashed. Workers are sent `calibrations` before every run, and add to them.
 */
export function createWorkerClient(
  receive: (message: RunMessage) => void,
  crashed: (reason: string, code?: 'crashed' | 'version') => void,
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
  const end = (reason: string, code: 'crashed' | 'version' = 'crashed'): void => {
    close();
    crashed(reason, code);
  };
  const hear = (data: unknown): boolean => {
    if (isSilent) silent?.(null);
    isSilent = false;
    return pulse?.heard(data) === true;
  };
  const start = (): Worker => {
    const started = new Worker(new URL('../entry.worker.ts', import.meta.url), { type: 'module' });
    pulse = watchPulse(started, (reason) => {
      isSilent = true;
      (silent ?? end)(reason);
    });
    let isOfThisVersion = false;
    started.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (hear(data)) return;
      if (isOfThisVersion) take(data, receive, calibrations);
      else if (isGreeting(data)) isOfThisVersion = true;
      else end('it has another version than the page: reload the page', 'version');
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
      // New runs are not sent to a worker that does not answer.
      if (isSilent && command.type === 'prepare') close();
      try {
        worker ??= start();
      } catch (error) {
        // Not before the caller of `post` is done.
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

/** Whether a worker reports the version of this page. */
const isGreeting = (data: unknown): boolean => {
  const { type, protocol } = (data ?? {}) as Partial<Greeting>;
  return type === 'opened' && protocol === protocolVersion;
};

/** Handles a message of the worker: a report of calibrations, or a message about a run. */
function take(data: unknown, receive: (message: RunMessage) => void, calibrations: CalibrationStorage): void {
  const reported = readReport(data);
  if (reported === null) receive(data as RunMessage);
  for (const calibration of reported ?? []) calibrations.add(calibration);
}
