/** Entry of an engine worker: an engine for some of the replicas. */
import { serveLists } from './remote/host.ts';
import type { EngineRequest } from './remote/protocol.ts';

const serve = serveLists((answers, transfer) => {
  postMessage(answers, { transfer });
});

addEventListener('message', ({ data }: MessageEvent<readonly EngineRequest[]>) => {
  serve(data);
});
