/** The page's side of one benchmark worker: one call at a time, with a timeout. */
import type { WorkerAnswer, WorkerCalls } from './protocol.ts';

/** Maximum duration of a call, ms. */
const patience = 300_000;

export class BenchWorker {
  readonly #worker = new Worker(new URL('./bench.worker.ts', import.meta.url), { type: 'module' });

  /** Rejects if the worker fails or does not answer; it cannot be used after that. */
  call<Method extends keyof WorkerCalls>(
    method: Method,
    ...args: Parameters<WorkerCalls[Method]>
  ): ReturnType<WorkerCalls[Method]> {
    const answer = new Promise((resolve, reject) => {
      const give = (error: string): void => {
        reject(new Error(error));
      };
      const timer = setTimeout(() => {
        give(`no answer after ${patience / 1000} s`);
      }, patience);
      this.#worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => {
        clearTimeout(timer);
        if ('error' in data) give(data.error);
        else resolve(data.value);
      };
      this.#worker.onerror = (event) => {
        clearTimeout(timer);
        give(event.message || 'the worker could not be loaded');
      };
      this.#worker.postMessage({ method, args });
    });
    return answer as ReturnType<WorkerCalls[Method]>;
  }

  end(): void {
    this.#worker.terminate();
  }
}
