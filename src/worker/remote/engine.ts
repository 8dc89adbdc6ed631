/**
 * An engine in another worker: calls are posted in order, answers come back by number. Used to spread
 * replicas over the cores. While calls wait it asks every turn how far the other side is;
 * one that answers nothing for as long as its port is patient has ended or hangs, and counts as lost.
 */
import { Patience, turnTime } from '../../core/patience.ts';
import { CalledEngine } from '../../engine/called-engine.ts';
import type { Answer, Order, Question } from '../../engine/calls.ts';
import type { Divided, Engine, EngineIdentity, EngineSetup } from '../../engine/engine.ts';
import type { EngineName } from '../../experiment/fields.ts';
import { bundled } from './bundled.ts';
import { protocolVersion, type EngineAnswer, type EngineRequest, type RemoteCall } from './protocol.ts';

/** The part of a Worker that is needed; tests give another. */
export interface EnginePort {
  /** Seconds of silence after which the other side is given up. */
  readonly patience: number;
  post(request: EngineRequest): void;
  /** Called once, with what to do with answers and when the other side is gone. */
  listen(answer: (answer: EngineAnswer) => void, gone: (reason: string) => void): void;
  /** The engine is no more; where the other side is well, the port may be used for another. */
  close(isWell: boolean): void;
}

/** Most calls that wait for the rest of their task: by then an engine has something to begin with. */
const mostCalls = 8;

/** Posts calls in lists: those of one task together, and no more of them than that. */
export const inLists = (send: (requests: EngineRequest[]) => void): EnginePort['post'] =>
  bundled<EngineRequest>(send, mostCalls);

/** Starts the engine of that name on the other side of the port. */
export async function connectEngine(port: EnginePort, name: EngineName, setup: EngineSetup): Promise<Engine> {
  const engine = new RemoteEngine(port, name, setup);
  await engine.start(setup);
  return engine;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Calls are numbered over all engines: a port may serve one after the other. */
let nextCall = 1;

class RemoteEngine extends CalledEngine {
  /** What the other side says of its engine; only the name, until it has started. */
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
      this.#post(0, { op: 'steer', what });
    },
    share: () => this.#share,
  };

  constructor(port: EnginePort, name: EngineName, setup: EngineSetup) {
    super(setup.weights.length);
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
    const started = await this.#asked({ op: 'start', version: protocolVersion, name, setup });
    this.#identity = started as EngineIdentity;
  }

  protected ask(call: Question): Promise<Answer> {
    return this.#asked(call) as Promise<Answer>;
  }

  /** If it fails, the next answer says so. */
  protected tell(call: Order): void {
    this.#post(0, call);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.divided.steer('abandon');
    this.#port.close(this.#gone === null);
    this.#end('the engine was disposed');
  }

  /** Hands an answer to whoever waits for it; answers to an earlier engine on the port are dropped. */
  #take({ number, value, error }: EngineAnswer): void {
    this.#patience.heard();
    const waiting = this.#waiting.get(number);
    if (error === null) waiting?.resolve(value);
    else waiting?.reject(new Error(error));
    this.#waiting.delete(number);
  }

  /** Asks how far it is, while anything waits. */
  #look(): void {
    if (this.#waiting.size === 0) this.#patience.heard();
    if (this.#patience.look(performance.now())) {
      this.#port.close(false);
      this.#end('an engine worker ended or hangs: it does not answer');
    } else if (this.#waiting.size > 0 && !this.#isAsked) {
      this.#isAsked = true;
      this.#asked({ op: 'share' }).then(
        (share) => {
          this.#isAsked = false;
          this.#share = this.#waiting.size === 0 ? null : (share as number | null);
        },
        () => undefined, // The rejection reaches the callers.
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
  #asked(call: RemoteCall): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#gone !== null) {
        reject(new Error(this.#gone));
        return;
      }
      const number = nextCall;
      nextCall += 1;
      this.#waiting.set(number, { resolve, reject });
      this.#post(number, call);
    });
  }

  #post(number: number, call: RemoteCall): void {
    if (this.#gone === null) this.#port.post({ number, call });
  }
}
