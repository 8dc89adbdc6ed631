/** One of the engines that a sharded engine consists of: its interface, wherever it computes. */
import { Performer, type Answer, type Call } from '../calls.ts';
import type { Divided, Engine, EngineFactory, EngineIdentity, EngineSetup } from '../engine.ts';

/** Calls are sent in lists: the cost between threads is per message, not per item. */
export interface Shard {
  readonly identity: EngineIdentity;
  readonly divided?: Divided | undefined;
  /**
   * Makes calls in order, after those of earlier lists; returns the answers in order. Rejects if one failed; no
   * further call may follow.
   */
  perform(calls: readonly Call[]): Promise<readonly Answer[]>;
  dispose(): void;
}

/** Starts a shard for a part of the replicas. */
export type StartShard = (part: EngineSetup) => Promise<Shard>;

/** Starts an engine in this thread, as a shard beside others. */
export const inThisThread =
  (start: EngineFactory): StartShard =>
  async (part) =>
    new OwnShard(await start(part));

/** An engine of this thread as a shard: it computes as soon as it is called. */
export class OwnShard implements Shard {
  readonly #performer: Performer;

  constructor(engine: Engine) {
    this.#performer = new Performer(engine);
  }

  get identity(): EngineIdentity {
    return this.#performer.engine.identity;
  }

  get divided(): Divided | undefined {
    return this.#performer.engine.divided;
  }

  perform(calls: readonly Call[]): Promise<readonly Answer[]> {
    return this.#performer.performAll(calls);
  }

  dispose(): void {
    this.#performer.engine.dispose();
  }
}
