/**
 * An engine in another worker, for a part of the replicas: lists of calls are posted in order, answers are matched by
 * number. While any are awaited, it asks for progress every turn; a side that does not answer within its port's
 * timeout has ended or hangs, and counts as lost.
 */
import { Patience, turnTime } from '../../core/patience.ts';
import { isQuestion, questions, type Answer, type Call } from '../../engine/calls.ts';
import type { Divided, EngineIdentity, EngineSetup } from '../../engine/engine.ts';
import type { Shard } from '../../engine/sharded/shard.ts';
import type { EngineName } from '../../experiment/fields.ts';
import { unpackAnswers } from './packed.ts';
import { protocolVersion, type EngineAnswer, type EngineRequest, type EngineValues } from './protocol.ts';

/** The part of a Worker that is needed; tests pass another. */
export interface EnginePort {
  /** Seconds of silence after which the other side counts as lost. */
  readonly patience: number;
  post(request: EngineRequest): void;
  /** Called once, with the handlers for answers and for the loss of the other side. */
  listen(answer: (answer: EngineAnswer) => void, gone: (reason: string) => void): void;
  /** The engine was disposed of; if the other side is alive, the port may be used for another. */
  close(isWell: boolean): void;
}

/** Starts the engine of that name on the other side of the port. */
export async function connectShard(port: EnginePort, name: EngineName, setup: EngineSetup): Promise<Shard> {
  const shard = new RemoteShard(port, name);
  await shard.start(setup);
  return shard;
}

interface Waiting {
  readonly resolve: (value: EngineAnswer['value']) => void;
  readonly reject: (error: Error) => void;
}

/** A request before it gets its number. */
type Unnumbered = EngineRequest extends infer Each
  ? Each extends EngineRequest
    ? Omit<Each, 'number'>
    : never
  : never;

/** Requests are numbered across engines, because a port may serve one after the other. */
let nextRequest = 1;

class RemoteShard implements Shard {
  /** What the other side reports of its engine; only the name, until it has started. */
  #identity: EngineIdentity;
  readonly #port: EnginePort;
  readonly #waiting = new Map<number, Waiting>();
  #gone: string | null = null;
  #disposed = false;
  readonly #patience: Patience;
  readonly #watch: ReturnType<typeof setInterval>;
  #share: number | null = null;
  #isAsked = false;
  readonly divided: Divided = {
    steer: (what) => {
      this.#ask({ op: 'steer', what }).catch(() => undefined); // Nothing is left to control.
    },
    share: () => this.#share,
  };

  constructor(port: EnginePort, name: EngineName) {
    this.#identity = { name, backend: 'none', adapter: null };
    this.#port = port;
    this.#patience = new Patience(port.patience);
    this.#watch = setInterval(() => {
      this.#look();
    }, turnTime);
    port.listen(
      (answer) => {
        this.#take(answer);
      },
      (reason) => {
        this.#end(reason);
      },
    );
  }

  get identity(): EngineIdentity {
    return this.#identity;
  }

  async start(setup: EngineSetup): Promise<void> {
    const { name } = this.#identity;
    this.#identity = await this.#ask({ op: 'start', version: protocolVersion, name, setup });
  }

  async perform(calls: readonly Call[]): Promise<readonly Answer[]> {
    const packed = await this.#ask({ op: 'perform', calls });
    return unpackAnswers(
      packed,
      calls.filter(isQuestion).map(({ op }) => questions[op].answer),
    );
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.divided.steer('abandon');
    this.#port.close(this.#gone === null);
    this.#end('the engine was disposed');
  }

  /** Passes an answer to its caller; answers to an earlier engine on the port are dropped. */
  #take({ number, value, error }: EngineAnswer): void {
    this.#patience.heard();
    const waiting = this.#waiting.get(number);
    if (error === null) waiting?.resolve(value);
    else waiting?.reject(new Error(error));
    this.#waiting.delete(number);
  }

  /** Asks for progress while anything is awaited. */
  #look(): void {
    if (this.#waiting.size === 0) this.#patience.heard();
    if (this.#patience.look(performance.now())) {
      this.#port.close(false);
      this.#end('an engine worker ended or hangs: it does not answer');
    } else if (this.#waiting.size > 0 && !this.#isAsked) {
      this.#isAsked = true;
      this.#ask({ op: 'share' }).then(
        (share) => {
          this.#isAsked = false;
          this.#share = this.#waiting.size === 0 ? null : share;
        },
        () => undefined, // The rejection reaches the callers.
      );
    }
  }

  /** From now on no call is answered. */
  #end(reason: string): void {
    this.#gone = reason;
    clearInterval(this.#watch);
    for (const { reject } of this.#waiting.values()) reject(new Error(reason));
    this.#waiting.clear();
  }

  #ask<Op extends Unnumbered['op']>(
    request: Extract<Unnumbered, { readonly op: Op }>,
  ): Promise<EngineValues[Op]> {
    return new Promise((resolve, reject) => {
      if (this.#gone !== null) {
        reject(new Error(this.#gone));
        return;
      }
      const number = nextRequest;
      nextRequest += 1;
      this.#waiting.set(number, { resolve: resolve as Waiting['resolve'], reject });
      this.#port.post({ ...request, number });
    });
  }
}
