/** The other side of a remote engine: answers the calls of one port with an engine of its own. */
import { Performer } from '../../engine/calls.ts';
import type { EngineFactory, EngineIdentity, EngineSetup } from '../../engine/engine.ts';
import { errorText } from '../../engine/error-text.ts';
import { processorEngines } from '../../engine/host/processor.ts';
import type { EngineName } from '../../experiment/fields.ts';
import { bundled } from './bundled.ts';
import { protocolVersion, type EngineAnswer, type EngineRequest, type RemoteCall } from './protocol.ts';

export type EngineTable = Readonly<Partial<Record<EngineName, EngineFactory>>>;

type Send = (answer: EngineAnswer, transfer: Transferable[]) => void;

/** Returns the listener for the calls of one port. After a failure every answer says so, until the next `start`. */
export function serveEngine(engines: EngineTable, send: Send): (request: EngineRequest) => void {
  let performer: Performer | null = null;
  let failure: string | null = null;
  /** How many engines were started: calls of an earlier one may still fail. */
  let started = 0;
  const start = async (version: number, name: EngineName, setup: EngineSetup): Promise<EngineIdentity> => {
    performer?.engine.dispose();
    started += 1;
    failure = null;
    if (version !== protocolVersion)
      throw new Error(
        `the engine worker is of another build: its messages are version ${protocolVersion}, not ${version}`,
      );
    const factory = engines[name];
    if (factory === undefined) throw new Error(`there is no ${name} engine in a worker of its own`);
    performer = new Performer(await factory(setup));
    return performer.engine.identity;
  };
  const work = async (call: RemoteCall): Promise<unknown> => {
    switch (call.op) {
      case 'start':
        return start(call.version, call.name, call.setup);
      case 'share':
        return performer?.engine.divided?.share() ?? null;
      case 'steer':
        performer?.engine.divided?.steer(call.what);
        return undefined;
      default:
        if (failure !== null) throw new Error(failure);
        if (performer === null) throw new Error('the engine was not started');
        return performer.perform(call);
    }
  };
  return ({ number, call }) => {
    const done = work(call);
    const of = started;
    done.then(
      (value) => {
        if (number !== 0) send({ number, value, error: null }, buffersIn(value));
      },
      (error: unknown) => {
        if (of === started) failure ??= errorText(error);
        if (number !== 0) send({ number, value: null, error: failure ?? errorText(error) }, []);
      },
    );
  };
}

interface Posted {
  readonly answer: EngineAnswer;
  readonly transfer: readonly Transferable[];
}

/** The whole of an engine worker: calls come in lists, and answers go out in lists, through `post`. */
export function serveLists(
  post: (answers: readonly EngineAnswer[], transfer: Transferable[]) => void,
): (requests: readonly EngineRequest[]) => void {
  const send = bundled<Posted>((posted) => {
    post(
      posted.map(({ answer }) => answer),
      posted.flatMap(({ transfer }) => transfer),
    );
  });
  const serve = serveEngine(processorEngines, (answer, transfer) => {
    send({ answer, transfer });
  });
  return (requests) => {
    requests.forEach(serve);
  };
}

/** Buffers of the typed arrays of an answer, which the engine does not use again. */
function buffersIn(value: unknown): Transferable[] {
  if (ArrayBuffer.isView(value)) return [value.buffer as ArrayBuffer];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((part: unknown) =>
    ArrayBuffer.isView(part) ? [part.buffer as ArrayBuffer] : [],
  );
}
