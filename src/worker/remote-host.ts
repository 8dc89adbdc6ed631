/** The other side of a remote engine: answers the calls of one port with an engine of its own. */
import { currentWeights, type Engine, type EngineFactory, type SnapshotId } from '../engine/engine.ts';
import { errorText } from '../engine/error-text.ts';
import { requireArguments, requireCall } from './remote-parse.ts';
import type { EngineAnswer, EngineCalls, EngineMethod } from './remote-protocol.ts';

type Method = Exclude<EngineMethod, 'start' | 'steer' | 'share'>;
/** The caller's ids -> the engine's own. */
type Snapshots = Map<SnapshotId, SnapshotId>;

/** What each call does. */
type Calls = {
  readonly [Name in Method]: (
    engine: Engine,
    args: EngineCalls[Name],
    snapshots: Snapshots,
  ) => ReturnType<Engine[Name]> | undefined;
};

const own = (ids: readonly SnapshotId[], snapshots: Snapshots): SnapshotId[] =>
  ids.map((id) => snapshots.get(id) ?? id);

/** The same mix or columns with the engine's own snapshots. */
const named = <Named extends { readonly snapshots: readonly SnapshotId[] }>(
  mix: Named,
  snapshots: Snapshots,
): Named => ({
  ...mix,
  snapshots: own(mix.snapshots, snapshots),
});

const calls: Calls = {
  train: (engine, args) => engine.train(...args),
  nextLoss: (engine) => engine.nextLoss(),
  score: (engine, args) => engine.score(...args),
  checkpoint: (engine) => engine.checkpoint(),
  restore: (engine, args) => engine.restore(...args),
  sample: (engine, [ids, ...rest], snapshots) => engine.sample(own(ids, snapshots), ...rest),
  gram: (engine, [columns], snapshots) => engine.gram(named(columns, snapshots)),
  meanAbsolute: (engine, [mix], snapshots) => engine.meanAbsolute(named(mix, snapshots)),
  lossOf: (engine, [mix, ...rest], snapshots) => engine.lossOf(named(mix, snapshots), ...rest),
  adopt: (engine, [mix, ...rest], snapshots) => engine.adopt(named(mix, snapshots), ...rest),
  snapshot(engine, [id], snapshots) {
    snapshots.set(id, engine.snapshot());
    return undefined;
  },
  load(engine, [id, weights], snapshots) {
    snapshots.set(id, engine.load(weights));
    return undefined;
  },
  release(engine, [id], snapshots) {
    engine.release(snapshots.get(id) ?? id);
    snapshots.delete(id);
  },
};

type Answer = (answer: EngineAnswer, transfer: Transferable[]) => void;

/** Returns the listener for the calls of one port. After a failure every answer says so, until the next `start`. */
export function serveEngine(start: EngineFactory, send: Answer): (message: unknown) => void {
  let engine: Engine | null = null;
  let failure: string | null = null;
  /** How many engines were started: calls of an earlier one may still fail. */
  let started = 0;
  const snapshots: Snapshots = new Map();
  const work = async (method: EngineMethod, given: readonly unknown[]): Promise<unknown> => {
    const args: readonly unknown[] = requireArguments(method, given);
    if (method === 'start') {
      engine?.dispose();
      started += 1;
      failure = null;
      snapshots.clear();
      snapshots.set(currentWeights, currentWeights);
      engine = await start(...(args as EngineCalls['start']));
      return undefined;
    }
    if (method === 'share') return engine?.divided?.share() ?? null;
    if (method === 'steer') {
      engine?.divided?.steer(...(args as EngineCalls['steer']));
      return undefined;
    }
    if (failure !== null) throw new Error(failure);
    if (engine === null) throw new Error('the engine was not started');
    const call = calls[method] as (engine: Engine, args: readonly unknown[], snapshots: Snapshots) => unknown;
    return call(engine, args, snapshots);
  };
  const fail = (call: number, error: unknown, of: number): void => {
    if (of === started) failure ??= errorText(error);
    if (call !== 0) send({ call, value: null, error: failure ?? errorText(error) }, []);
  };
  return (message) => {
    let call = 0;
    try {
      const request = requireCall(message);
      call = request.call;
      const done = work(request.method, request.args);
      const of = started;
      done.then(
        (value) => {
          if (call !== 0) send({ call, value, error: null }, buffersIn(value));
        },
        (error: unknown) => {
          fail(call, error, of);
        },
      );
    } catch (error) {
      fail(call, error, started);
    }
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
