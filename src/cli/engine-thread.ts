/** Entry of an engine thread: an engine for some of the replicas. */
import { parentPort } from 'node:worker_threads';
import { serveLists } from '../worker/remote/host.ts';
import type { EngineRequest } from '../worker/remote/protocol.ts';

const serve = serveLists((answers, transfer) => {
  parentPort?.postMessage(answers, transfer as ArrayBuffer[]);
});

parentPort?.on('message', (requests: readonly EngineRequest[]) => {
  serve(requests);
});
