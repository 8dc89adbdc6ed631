/**
 * Spreads an engine on the processor over threads of Node, including the program's own, with one part of the replicas
 * each.
 */
import { Worker } from 'node:worker_threads';
import { startHere, type StartOnProcessor } from '../../engine/host/processor.ts';
import { inThisThread } from '../../engine/sharded/shard.ts';
import { startShardedEngine } from '../../engine/sharded/sharded-engine.ts';
import { limits } from '../../engine/within.ts';
import { connectShard, type EnginePort } from '../../worker/remote/shard.ts';
import type { EngineAnswer } from '../../worker/remote/protocol.ts';

export interface Threads {
  readonly start: StartOnProcessor;
  /** Ends all threads. */
  readonly close: () => void;
}

/** `script` is the built engine-thread.ts. With one thread only the program's own is used. */
export function openThreads(count: number, script: URL): Threads {
  const all = new Set<Worker>();
  const port = (): EnginePort => {
    const worker = new Worker(script);
    all.add(worker);
    const end = (): void => {
      all.delete(worker);
      void worker.terminate();
    };
    return {
      patience: limits.code,
      post: (request) => {
        worker.postMessage(request);
      },
      listen(answer, gone) {
        worker.on('message', (message: EngineAnswer) => {
          answer(message);
        });
        worker.on('error', (error) => {
          gone(error.message);
        });
        worker.on('exit', () => {
          gone('an engine thread ended');
        });
      },
      close: end,
    };
  };
  return {
    start: (name, setup) => {
      const parts = Math.min(count, setup.replicas.length);
      if (parts < 2) return startHere(name, setup);
      return startShardedEngine(
        setup,
        (part) => connectShard(port(), name, part),
        parts,
        inThisThread((part) => startHere(name, part)),
      );
    },
    close: () => {
      for (const worker of all) void worker.terminate();
      all.clear();
    },
  };
}
