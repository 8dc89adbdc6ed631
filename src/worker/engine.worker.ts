/** Entry of an engine worker: an engine for some of the replicas. */
import { serveEngine } from './remote/host.ts';
import type { EngineRequest } from './remote/protocol.ts';

const serve = serveEngine((answer, transfer) => {
  postMessage(answer, { transfer });
});

addEventListener('message', ({ data }: MessageEvent<EngineRequest>) => {
  serve(data);
});
