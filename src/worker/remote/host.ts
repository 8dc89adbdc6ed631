/** The remote side of a shard: performs the calls of one port on its own engine. */
import { Performer } from '../../engine/calls.ts';
import type { EngineFactory, EngineIdentity } from '../../engine/engine.ts';
import { errorText } from '../../engine/error-text.ts';
import { processorEngines } from '../../engine/host/processor.ts';
import type { EngineName } from '../../experiment/fields.ts';
import { buffersOf, packAnswers, type PackedAnswers } from './packed.ts';
import { protocolVersion, type EngineAnswer, type EngineRequest } from './protocol.ts';

export type EngineTable = Readonly<Partial<Record<EngineName, EngineFactory>>>;

type Send = (answer: EngineAnswer, transfer: Transferable[]) => void;
type RequestOf<Op extends EngineRequest['op']> = Extract<EngineRequest, { readonly op: Op }>;

/** Returns the listener for the requests of one port, which has one engine at a time. */
export function serveEngine(
  send: Send,
  engines: EngineTable = processorEngines,
): (request: EngineRequest) => void {
  let performer: Performer | null = null;
  const start = async ({ version, name, setup }: RequestOf<'start'>): Promise<EngineIdentity> => {
    performer?.engine.dispose();
    performer = null;
    if (version !== protocolVersion)
      throw new Error(
        `the engine worker is of another build: its messages are version ${protocolVersion}, not ${version}`,
      );
    const factory = engines[name];
    if (factory === undefined) throw new Error(`there is no ${name} engine for engine workers`);
    performer = new Performer(await factory(setup));
    return performer.engine.identity;
  };
  const perform = async ({ calls }: RequestOf<'perform'>): Promise<PackedAnswers> => {
    if (performer === null) throw new Error('the engine was not started');
    return packAnswers(await performer.performAll(calls));
  };
  const answer = async (request: EngineRequest): Promise<EngineAnswer['value']> => {
    switch (request.op) {
      case 'start':
        return start(request);
      case 'perform':
        return perform(request);
      case 'share':
        return performer?.engine.divided?.share() ?? null;
      case 'steer':
        performer?.engine.divided?.steer(request.what);
        return null;
    }
  };
  return (request) => {
    const { number } = request;
    answer(request).then(
      (value) => {
        const isPacked = typeof value === 'object' && value !== null && 'singles' in value;
        send({ number, value, error: null }, isPacked ? buffersOf(value) : []);
      },
      (error: unknown) => {
        send({ number, value: null, error: errorText(error) }, []);
      },
    );
  };
}
