/** One of the engines that an engine is made of: how it is reached, wherever it computes. */
import { Performer, type Answer, type Call } from '../calls.ts';
import type { Divided, Engine, EngineFactory, EngineIdentity, EngineSetup } from '../engine.ts';

/** Calls go to it in lists: what is between two threads costs by the message, not by what is in it. */
export interface Shard {
  readonly identity: EngineIdentity;
  readonly divided?: Divided | undefined;
  /**
   * Makes calls in order, after those of earlier lists; the answers to those that have one, in order. Rejects if one
   * failed; then nothing more may be asked of it.
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

/** An engine of this thread as a shard: it computes as soon as it is asked. */
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
