/**
 * An engine in another worker: calls are posted in order, answers come back by number. Used to spread
 * the replicas of the reference engine over the cores.
 */
import type { Split } from '../core/data/data-set.ts';
import type {
  Columns,
  Engine,
  EngineIdentity,
  EngineSetup,
  EngineState,
  Mix,
  OptimizerStateRule,
  SnapshotId,
  SplitScore,
  TrainBlock,
} from '../engine/engine.ts';
import type { EngineAnswer, EngineCall } from './remote-protocol.ts';

/** The part of a Worker that is needed; tests give another. */
export interface EnginePort {
  post(call: EngineCall): void;
  /** Called once, with what to do with answers and when the other side is gone. */
  listen(answer: (message: EngineAnswer) => void, gone: (reason: string) => void): void;
  /** The engine is no more; the port may be used for another. */
  close(): void;
}

/** Starts the engine on the other side of the port. */
export async function connectEngine(port: EnginePort, setup: EngineSetup): Promise<Engine> {
  const engine = new RemoteEngine(port);
  await engine.start(setup);
  return engine;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Calls are numbered over all engines: a port may serve one after the other. */
let nextCall = 1;

class RemoteEngine implements Engine {
  readonly identity: EngineIdentity = { name: 'reference', backend: 'none', adapter: null };
  readonly #port: EnginePort;
  readonly #waiting = new Map<number, Waiting>();
  #nextSnapshot = 1;
  #gone: string | null = null;
  #disposed = false;

  constructor(port: EnginePort) {
    this.#port = port;
    port.listen(
      ({ call, value, error }) => {
        const waiting = this.#waiting.get(call);
        this.#waiting.delete(call);
        if (error === null) waiting?.resolve(value);
        else waiting?.reject(new Error(error));
      },
      (reason) => {
        this.#gone = reason;
        for (const { reject } of this.#waiting.values()) reject(new Error(reason));
        this.#waiting.clear();
      },
    );
  }

  start(setup: EngineSetup): Promise<void> {
    return this.#ask('start', [setup]);
  }

  train(steps: number): Promise<TrainBlock> {
    return this.#ask('train', [steps]);
  }

  nextLoss(): Promise<Float32Array> {
    return this.#ask('nextLoss', []);
  }

  snapshot(): SnapshotId {
    const id = this.#nextSnapshot as SnapshotId;
    this.#nextSnapshot += 1;
    this.#tell('snapshot', [id]);
    return id;
  }

  release(snapshot: SnapshotId): void {
    this.#tell('release', [snapshot]);
  }

  gram(columns: Columns): Promise<Float64Array> {
    return this.#ask('gram', [columns]);
  }

  meanAbsolute(mix: Mix): Promise<Float64Array> {
    return this.#ask('meanAbsolute', [mix]);
  }

  lossOf(mix: Mix, split: Split, active: readonly boolean[]): Promise<Float32Array> {
    return this.#ask('lossOf', [mix, split, active]);
  }

  score(split: Split): Promise<SplitScore> {
    return this.#ask('score', [split]);
  }

  adopt(mix: Mix, accept: readonly boolean[], state: OptimizerStateRule): void {
    this.#tell('adopt', [mix, accept, state]);
  }

  checkpoint(): Promise<EngineState> {
    return this.#ask('checkpoint', []);
  }

  restore(state: EngineState): void {
    this.#tell('restore', [state]);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#port.close();
    this.#gone = 'the engine was disposed';
    for (const { reject } of this.#waiting.values()) reject(new Error(this.#gone));
    this.#waiting.clear();
  }

  /** Posts a call whose answer matters. */
  #ask<Answer>(method: EngineCall['method'], args: readonly unknown[]): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      if (this.#gone !== null) {
        reject(new Error(this.#gone));
        return;
      }
      const call = nextCall;
      nextCall += 1;
      this.#waiting.set(call, { resolve: resolve as (value: unknown) => void, reject });
      this.#port.post({ call, method, args });
    });
  }

  /** Posts a call without an answer; if it fails, the next answer says so. */
  #tell(method: EngineCall['method'], args: readonly unknown[]): void {
    if (this.#gone === null) this.#port.post({ call: 0, method, args });
  }
}
