/** Entry of an engine worker: a reference engine for some of the replicas. */
import { startReferenceEngine } from '../engine/reference/reference-engine.ts';
import { serveEngine } from './remote-host.ts';

const listen = serveEngine(startReferenceEngine, (answer, transfer) => {
  postMessage(answer, { transfer });
});

addEventListener('message', (event: MessageEvent<unknown>) => {
  listen(event.data);
});
