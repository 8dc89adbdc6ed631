/** Entry of an engine thread: a reference engine for some of the replicas. Calls and answers come in lists. */
import { parentPort } from 'node:worker_threads';
import { startReferenceEngine } from '../engine/reference/reference-engine.ts';
import { bundled } from '../worker/bundled.ts';
import { serveEngine } from '../worker/remote-host.ts';
import type { EngineAnswer } from '../worker/remote-protocol.ts';

interface Posted {
  readonly answer: EngineAnswer;
  readonly transfer: readonly Transferable[];
}

const post = bundled<Posted>((posted) => {
  parentPort?.postMessage(
    posted.map(({ answer }) => answer),
    posted.flatMap(({ transfer }) => transfer) as ArrayBuffer[],
  );
});

const listen = serveEngine(startReferenceEngine, (answer, transfer) => {
  post({ answer, transfer });
});

parentPort?.on('message', (calls: unknown[]) => {
  calls.forEach(listen);
});
