/** The other side of a remote engine: answers the calls of one port with an engine of its own. */
import { currentWeights, type Engine, type EngineFactory, type SnapshotId } from '../engine/engine.ts';
import type { EngineAnswer, EngineCall } from './remote-protocol.ts';

type Method = Exclude<EngineCall['method'], 'start'>;
type Snapshots = Map<SnapshotId, SnapshotId>;

/** Arguments of a call; a snapshot brings the id that the caller gave it. */
type Args<Name extends Method> = Name extends 'snapshot' ? [id: SnapshotId] : Parameters<Engine[Name]>;

/** What each call does. Only our own run worker posts them, so their arguments are taken as typed. */
type Calls = {
  readonly [Name in Method]: (
    engine: Engine,
    args: Args<Name>,
    snapshots: Snapshots,
  ) => ReturnType<Engine[Name]> | undefined;
};

/** The same mix or columns with the engine's own snapshots. */
const named = <Named extends { readonly snapshots: readonly SnapshotId[] }>(
  mix: Named,
  snapshots: Snapshots,
): Named => ({
  ...mix,
  snapshots: mix.snapshots.map((id) => snapshots.get(id) ?? id),
});

const calls: Calls = {
  train: (engine, args) => engine.train(...args),
  nextLoss: (engine) => engine.nextLoss(),
  score: (engine, args) => engine.score(...args),
  checkpoint: (engine) => engine.checkpoint(),
  restore: (engine, args) => engine.restore(...args),
  gram: (engine, [columns], snapshots) => engine.gram(named(columns, snapshots)),
  meanAbsolute: (engine, [mix], snapshots) => engine.meanAbsolute(named(mix, snapshots)),
  lossOf: (engine, [mix, ...rest], snapshots) => engine.lossOf(named(mix, snapshots), ...rest),
  adopt: (engine, [mix, ...rest], snapshots) => engine.adopt(named(mix, snapshots), ...rest),
  snapshot(engine, [id], snapshots) {
    snapshots.set(id, engine.snapshot());
    return undefined;
  },
  release(engine, [id], snapshots) {
    engine.release(snapshots.get(id) ?? id);
    snapshots.delete(id);
  },
};

type Answer = (answer: EngineAnswer, transfer: Transferable[]) => void;

/** Returns the listener for the calls of one port. After a failure every answer says so, until the next `start`. */
export function serveEngine(start: EngineFactory, send: Answer): (call: EngineCall) => void {
  let engine: Engine | null = null;
  let failure: string | null = null;
  const snapshots: Snapshots = new Map();
  const work = async ({ method, args }: EngineCall): Promise<unknown> => {
    if (method === 'start') {
      engine?.dispose();
      failure = null;
      snapshots.clear();
      snapshots.set(currentWeights, currentWeights);
      engine = await start(...(args as Parameters<EngineFactory>));
      return undefined;
    }
    if (failure !== null) throw new Error(failure);
    if (engine === null) throw new Error('the engine was not started');
    const call = calls[method] as (engine: Engine, args: readonly unknown[], snapshots: Snapshots) => unknown;
    return call(engine, args, snapshots);
  };
  return (request) => {
    const { call } = request;
    work(request).then(
      (value) => {
        if (call !== 0) send({ call, value, error: null }, buffersIn(value));
      },
      (error: unknown) => {
        failure ??= error instanceof Error ? error.message : String(error);
        if (call !== 0) send({ call, value: null, error: failure }, []);
      },
    );
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
