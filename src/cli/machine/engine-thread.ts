/** Entry of an engine thread: an engine for some of the replicas. */
import { parentPort } from 'node:worker_threads';
import { serveEngine } from '../../worker/remote/host.ts';
import type { EngineRequest } from '../../worker/remote/protocol.ts';

const serve = serveEngine((answer, transfer) => {
  parentPort?.postMessage(answer, transfer as ArrayBuffer[]);
});

parentPort?.on('message', (request: EngineRequest) => {
  serve(request);
});
