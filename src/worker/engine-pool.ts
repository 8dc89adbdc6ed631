/** Spreads an engine that computes on the processor over the cores, one engine worker each. */
import { startHere, type StartOnProcessor } from '../engine/host/processor.ts';
import { limits } from '../engine/within.ts';
import type { EngineFactory } from '../engine/engine.ts';
import { startShardedEngine } from '../engine/sharded/sharded-engine.ts';
import { startBeside } from './remote/beside.ts';
import { connectEngine, inLists, type EnginePort } from './remote/engine.ts';
import type { EngineAnswer } from './remote/protocol.ts';

/** Most engine workers. */
const maxWorkers = 16;

/** Starts the engine of that name on all cores, this worker's among them; on it alone where no workers can be had. */
export const startPooled: StartOnProcessor = async (name, setup) => {
  const cores = Math.min(maxWorkers, navigator.hardwareConcurrency);
  if (cores < 2 || setup.replicas.length < 2) return startHere(name, setup);
  try {
    const elsewhere: EngineFactory = (part) => connectEngine(workerPort(), name, part);
    return await startShardedEngine(setup, elsewhere, cores, startBeside(name));
  } catch {
    return startHere(name, setup);
  }
};

/** A worker, and the way to post calls to it. */
interface Line {
  readonly worker: Worker;
  readonly post: EnginePort['post'];
}

/** Lines whose engine is no more. They are used again: a new worker would ask the network for its script. */
const idle: Line[] = [];

function openLine(): Line {
  const worker = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module' });
  const post = inLists((requests) => {
    worker.postMessage(requests);
  });
  return { worker, post };
}

function workerPort(): EnginePort {
  const used = idle.pop();
  const line = used ?? openLine();
  const { worker, post } = line;
  return {
    // The code of a new one may still have to come.
    patience: used === undefined ? limits.code : limits.call,
    post,
    listen(answer, gone) {
      const end = (reason: string): void => {
        worker.terminate();
        gone(reason);
      };
      worker.onmessage = ({ data }: MessageEvent<readonly EngineAnswer[]>) => {
        data.forEach(answer);
      };
      worker.onerror = (event) => {
        // Else it would end this worker too, where another engine can take over.
        event.preventDefault();
        end(event.message || 'an engine worker could not be loaded');
      };
      worker.onmessageerror = () => {
        end('an answer of an engine worker could not be read');
      };
    },
    close: (isWell) => {
      worker.onmessage = null;
      if (isWell) idle.push(line);
      else worker.terminate();
    },
  };
}
