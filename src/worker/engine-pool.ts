/** Spreads an engine on the processor over the cores, with one engine worker each. */
import { startHere, type StartOnProcessor } from '../engine/host/processor.ts';
import { limits } from '../engine/within.ts';
import { inThisThread } from '../engine/sharded/shard.ts';
import { startShardedEngine } from '../engine/sharded/sharded-engine.ts';
import { connectShard, type EnginePort } from './remote/shard.ts';
import type { EngineAnswer } from './remote/protocol.ts';

/** Maximum number of engine workers. */
const maxWorkers = 16;

/**
 * Starts the engine of that name on all cores, including this worker's; on this one alone if no workers can be
 * started.
 */
export const startPooled: StartOnProcessor = async (name, setup) => {
  const cores = Math.min(maxWorkers, navigator.hardwareConcurrency);
  if (cores < 2 || setup.replicas.length < 2) return startHere(name, setup);
  try {
    return await startShardedEngine(
      setup,
      (part) => connectShard(workerPort(), name, part),
      cores,
      inThisThread((part) => startHere(name, part)),
    );
  } catch {
    return startHere(name, setup);
  }
};

/** Idle workers whose engine was disposed of. They are reused: a new one would have to fetch its script. */
const idle: Worker[] = [];

const openWorker = (): Worker =>
  new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module' });

function workerPort(): EnginePort {
  const used = idle.pop();
  const worker = used ?? openWorker();
  return {
    // The code of a new worker may still have to be loaded.
    patience: used === undefined ? limits.code : limits.call,
    post: (request) => {
      worker.postMessage(request);
    },
    listen(answer, gone) {
      const end = (reason: string): void => {
        worker.terminate();
        gone(reason);
      };
      worker.onmessage = ({ data }: MessageEvent<EngineAnswer>) => {
        answer(data);
      };
      worker.onerror = (event) => {
        // Otherwise it would end this worker too, although another engine can take over.
        event.preventDefault();
        end(event.message || 'an engine worker could not be loaded');
      };
      worker.onmessageerror = () => {
        end('an answer of an engine worker could not be read');
      };
    },
    close: (isWell) => {
      worker.onmessage = null;
      if (isWell) idle.push(worker);
      else worker.terminate();
    },
  };
}
