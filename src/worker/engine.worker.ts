/** Entry of an engine worker: a reference engine for some of the replicas. Calls and answers come in lists. */
import { startReferenceEngine } from '../engine/reference/reference-engine.ts';
import { bundled } from './bundled.ts';
import { serveEngine } from './remote-host.ts';
import type { EngineAnswer } from './remote-protocol.ts';

interface Posted {
  readonly answer: EngineAnswer;
  readonly transfer: readonly Transferable[];
}

const post = bundled<Posted>((posted) => {
  postMessage(
    posted.map(({ answer }) => answer),
    { transfer: posted.flatMap(({ transfer }) => transfer) },
  );
});

const listen = serveEngine(startReferenceEngine, (answer, transfer) => {
  post({ answer, transfer });
});

addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (Array.isArray(data)) data.forEach(listen);
  else listen(data);
});
