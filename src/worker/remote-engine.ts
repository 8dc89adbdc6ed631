/**
 * An engine in another worker: calls are posted in order, answers come back by number. Used to spread
 * the replicas of the reference engine over the cores. While calls wait it asks every turn how far the other side is;
 * one that answers nothing for as long as its port is patient has ended or hangs, and counts as lost.
 */
import { Patience, turnTime } from '../core/patience.ts';
import type { Split } from '../core/data/data-set.ts';
import { errorText } from '../engine/error-text.ts';
import type {
  AdoptionChange,
  Columns,
  Divided,
  Engine,
  EngineIdentity,
  EngineSetup,
  EngineState,
  Mix,
  SnapshotId,
  SplitScore,
  TrainBlock,
} from '../engine/engine.ts';
import { requireAnswer, requireValue } from './remote-parse.ts';
import type { AnsweredMethod, AnswerTo, EngineCall, EngineCalls, EngineMethod } from './remote-protocol.ts';

/** The part of a Worker that is needed; tests give another. */
export interface EnginePort {
  /** Seconds of silence after which the other side is given up. */
  readonly patience: number;
  post(call: EngineCall): void;
  /** Called once, with what to do with answers and when the other side is gone. */
  listen(answer: (message: unknown) => void, gone: (reason: string) => void): void;
  /** The engine is no more; where the other side is well, the port may be used for another. */
  close(isWell: boolean): void;
}

/** Starts the engine on the other side of the port. */
export async function connectEngine(port: EnginePort, setup: EngineSetup): Promise<Engine> {
  const engine = new RemoteEngine(port);
  await engine.start(setup);
  return engine;
}

interface Waiting {
  /** Throws where the value is not what was asked for. */
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
  readonly #patience: Patience;
  readonly #watch: ReturnType<typeof setInterval>;
  #share: number | null = null;
  #isAsked = false;
  readonly divided: Divided = {
    steer: (what) => {
      this.#tell('steer', [what]);
    },
    share: () => this.#share,
  };

  constructor(port: EnginePort) {
    this.#port = port;
    this.#patience = new Patience(port.patience);
    this.#watch = setInterval(() => {
      this.#look();
    }, turnTime);
    port.listen(
      (message) => {
        try {
          this.#take(message);
        } catch (error) {
          this.#end(errorText(error));
        }
      },
      (reason) => {
        this.#end(reason);
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
    const id = this.#newSnapshot();
    this.#tell('snapshot', [id]);
    return id;
  }

  load(weights: Float32Array): SnapshotId {
    const id = this.#newSnapshot();
    this.#tell('load', [id, weights]);
    return id;
  }

  release(snapshot: SnapshotId): void {
    this.#tell('release', [snapshot]);
  }

  sample(snapshots: readonly SnapshotId[], parameters: Uint32Array): Promise<Float32Array> {
    return this.#ask('sample', [snapshots, parameters]);
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

  adopt(mix: Mix, accept: readonly boolean[], change: AdoptionChange): void {
    this.#tell('adopt', [mix, accept, change]);
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
    this.#tell('steer', ['abandon']);
    this.#port.close(this.#gone === null);
    this.#end('the engine was disposed');
  }

  #newSnapshot(): SnapshotId {
    const id = this.#nextSnapshot as SnapshotId;
    this.#nextSnapshot += 1;
    return id;
  }

  /** Hands an answer to whoever waits for it; answers to an earlier engine on the port are dropped. */
  #take(message: unknown): void {
    this.#patience.heard();
    const { call, value, error } = requireAnswer(message);
    const waiting = this.#waiting.get(call);
    if (error === null) waiting?.resolve(value);
    else waiting?.reject(new Error(error));
    this.#waiting.delete(call);
  }

  /** Asks how far it is, while anything waits. */
  #look(): void {
    if (this.#waiting.size === 0) this.#patience.heard();
    if (this.#patience.look(performance.now())) {
      this.#port.close(false);
      this.#end('an engine worker ended or hangs: it does not answer');
    } else if (this.#waiting.size > 0 && !this.#isAsked) {
      this.#isAsked = true;
      this.#ask('share', []).then(
        (share) => {
          this.#isAsked = false;
          this.#share = this.#waiting.size === 0 ? null : share;
        },
        () => undefined, // Whoever waits for an answer is told.
      );
    }
  }

  /** From now on nothing is answered. */
  #end(reason: string): void {
    this.#gone = reason;
    clearInterval(this.#watch);
    for (const { reject } of this.#waiting.values()) reject(new Error(reason));
    this.#waiting.clear();
  }

  /** Posts a call whose answer matters. */
  #ask<Name extends AnsweredMethod>(method: Name, args: EngineCalls[Name]): Promise<AnswerTo<Name>> {
    return new Promise<AnswerTo<Name>>((resolve, reject) => {
      if (this.#gone !== null) {
        reject(new Error(this.#gone));
        return;
      }
      const call = nextCall;
      nextCall += 1;
      const take = (value: unknown): void => {
        resolve(requireValue(method, value));
      };
      this.#waiting.set(call, { resolve: take, reject });
      this.#port.post({ call, method, args });
    });
  }

  /** Posts a call without an answer; if it fails, the next answer says so. */
  #tell<Name extends EngineMethod>(method: Name, args: EngineCalls[Name]): void {
    if (this.#gone === null) this.#port.post({ call: 0, method, args });
  }
}
