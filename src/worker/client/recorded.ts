/** The page's side of the worker that reads recorded runs: one worker, started by the first call, that keeps them open. */
import type { RecordedAnswer, RecordedCalls } from '../protocol-recorded.ts';
import { watchPulse, type Pulse } from './pulse.ts';

/** Every call rejects with a sentence for a person. Cancel a call before the next, or both compute. */
export interface RecordedClient extends RecordedCalls {
  /** Called with what is being done and the fraction of it that is done. */
  onProgress: (phase: string, share: number) => void;
  /** All calls so far reject. */
  cancel(): void;
  /** Ends the worker, and frees what is open. The next call starts another. */
  end(): void;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export function recordedClient(): RecordedClient {
  let worker: Worker | null = null;
  let pulse: Pulse | null = null;
  let last = 0;
  const pending = new Map<number, Pending>();
  const fail = (reason: string): void => {
    for (const { reject } of pending.values()) reject(new Error(reason));
    pending.clear();
    pulse?.end();
    worker?.terminate();
    [worker, pulse] = [null, null];
  };
  const start = (): Worker => {
    const started = new Worker(new URL('../recorded.worker.ts', import.meta.url), { type: 'module' });
    const watch = watchPulse(started, (reason) => {
      fail(`The worker that reads files stopped: ${reason}. Open the files again`);
    });
    started.onmessage = ({ data }: MessageEvent<RecordedAnswer>) => {
      if (!watch.heard(data)) hear(data);
    };
    started.onerror = (event) => {
      fail(`The worker that reads files failed: ${event.message || 'it could not be loaded'}`);
    };
    started.onmessageerror = () => fail('An answer of the worker that reads files could not be read');
    pulse = watch;
    return started;
  };
  const hear = (answer: RecordedAnswer): void => {
    if ('phase' in answer) {
      if (answer.id === last) client.onProgress(answer.phase, answer.share);
      return;
    }
    const asked = pending.get(answer.id);
    pending.delete(answer.id);
    if ('failure' in answer) asked?.reject(new Error(answer.failure));
    else asked?.resolve(answer.value);
  };
  const ask = <Name extends keyof RecordedCalls>(
    call: Name,
    ...args: Parameters<RecordedCalls[Name]>
  ): ReturnType<RecordedCalls[Name]> => {
    worker ??= start();
    const id = ++last;
    const answer = new Promise<unknown>((resolve, reject) => pending.set(id, { resolve, reject }));
    worker.postMessage({ call, id, args });
    return answer as ReturnType<RecordedCalls[Name]>;
  };
  const client: RecordedClient = {
    open: (files) => ask('open', files),
    rearrange: (arrangement, filter) => ask('rearrange', arrangement, filter),
    analyse: (settings) => ask('analyse', settings),
    saveRun: (spec, arm, baseUrl) => ask('saveRun', spec, arm, baseUrl),
    saveWeights: (...given) => ask('saveWeights', ...given),
    farcast: (...given) => ask('farcast', ...given),
    onProgress: () => undefined,
    cancel: () => worker?.postMessage(last),
    end: () => fail('It was ended'),
  };
  return client;
}
