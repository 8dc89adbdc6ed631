/**
 * One engine made of several, each with its own part of the replicas. Replicas never meet in training,
 * so results are those of a single engine, to the bit, whatever their number.
 */
import { CalledEngine } from '../called-engine.ts';
import { Performer, questions, type Answer, type Order, type Question } from '../calls.ts';
import type { Divided, Engine, EngineFactory, EngineIdentity, EngineSetup } from '../engine.ts';
import { joinAnswers, sliceCall, slicesOf, sliceSetup, type Slice } from './slices.ts';

/** Starts at most `count` engines with `start`, one per slice of the replicas; the last of them with `startLast`. */
export async function startShardedEngine(
  setup: EngineSetup,
  start: EngineFactory,
  count: number,
  startLast = start,
): Promise<Engine> {
  const slices = slicesOf(setup.replicas.length, count);
  const starting = await Promise.allSettled(
    slices.map((slice, i) => (i === slices.length - 1 ? startLast : start)(sliceSetup(setup, slice))),
  );
  const shards = starting.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = starting.find((result) => result.status === 'rejected');
  if (failed === undefined) return new ShardedEngine(setup, slices, shards);
  for (const shard of shards) shard.dispose();
  throw failed.reason;
}

class ShardedEngine extends CalledEngine {
  readonly identity: EngineIdentity;
  readonly #replicas: number;
  readonly #slices: readonly Slice[];
  readonly #shards: readonly Performer[];
  readonly divided: Divided = {
    steer: (what) => {
      for (const { engine } of this.#shards) engine.divided?.steer(what);
    },
    // The shards that are done wait for the others.
    share: () => {
      const shares = this.#shards.flatMap(({ engine }) => engine.divided?.share() ?? []);
      if (shares.length === 0) return null;
      return 1 - shares.reduce((left, share) => left + 1 - share, 0) / this.#shards.length;
    },
  };

  constructor(setup: EngineSetup, slices: readonly Slice[], shards: readonly Engine[]) {
    super(setup.weights.length);
    this.identity = shards[0]!.identity;
    this.#replicas = setup.replicas.length;
    this.#slices = slices;
    this.#shards = shards.map((shard) => new Performer(shard));
  }

  protected async ask(call: Question): Promise<Answer> {
    const answers = await Promise.all(this.#shards.map((shard, i) => shard.ask(this.#part(call, i))));
    return joinAnswers(answers, this.#slices, questions[call.op].rows?.(call) ?? 1);
  }

  protected tell(call: Order): void {
    this.#shards.forEach((shard, i) => {
      shard.tell(this.#part(call, i));
    });
  }

  dispose(): void {
    for (const { engine } of this.#shards) engine.dispose();
  }

  #part<Whole extends Question | Order>(call: Whole, shard: number): Whole {
    return sliceCall(call, this.#replicas, this.#slices[shard]!);
  }
}
