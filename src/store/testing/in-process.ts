/** A worker that is none, for tests: the real host, every message copied on its way. */
import { startSimdEngine } from '../../engine/simd/simd-engine.ts';
import type { HostServices } from '../../worker/host/run.ts';
import { createHost } from '../../worker/host/host.ts';
import type { OpenWorker } from '../state.ts';

export const inProcess: OpenWorker = (receive, crashed) => inProcessWith({})(receive, crashed);

/** One with other services, such as one that keeps runs. */
export const inProcessWith =
  (services: Partial<HostServices>): OpenWorker =>
  (receive) => {
    const host = createHost({
      loadData: () => Promise.reject(new Error('there is no server')),
      startExact: startSimdEngine,
      startEngine: async (setup) => ({ engine: await startSimdEngine(setup), reason: 'test' }),
      emit: (message, transfer) => {
        const copy = structuredClone(message, { transfer: transfer as ArrayBuffer[] });
        queueMicrotask(() => receive(copy));
      },
      ...services,
    });
    return { post: (command) => queueMicrotask(() => host.handle(structuredClone(command))) };
  };
