/**
 * One engine made of several, each with its own part of the replicas. Replicas are independent in training, so
 * results are bit-identical to those of a single engine, for any number of shards.
 *
 * Calls are sent in lists, because every message between threads costs more than most calls: all calls of one task
 * together, such as those of a window, but at most 32, so that the other shards can start early. One shard may be in
 * this thread; it starts when everything for the others has been posted.
 */
import { CalledEngine } from '../called-engine.ts';
import { isQuestion, questions, type Answer, type Call, type Order, type Question } from '../calls.ts';
import type { Divided, EngineIdentity, EngineSetup } from '../engine.ts';
import { atTaskEnd } from './at-task-end.ts';
import { OwnShard, type Shard, type StartShard } from './shard.ts';
import { joinAnswers, sliceCall, slicesOf, sliceSetup, type Slice } from './slices.ts';

/** Maximum number of calls that wait for the rest of their task. */
const maxCalls = 32;

/** Starts at most `count` shards with `start`, one per slice of the replicas; the last of them with `startLast`. */
export async function startShardedEngine(
  setup: EngineSetup,
  start: StartShard,
  count: number,
  startLast = start,
): Promise<ShardedEngine> {
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

interface Asker {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Calls that are sent together. */
interface List {
  readonly calls: Call[];
  /** The answers to its questions, in order. */
  readonly askers: Asker[];
}

export class ShardedEngine extends CalledEngine {
  readonly identity: EngineIdentity;
  readonly #replicas: number;
  readonly #slices: readonly Slice[];
  readonly #shards: readonly Shard[];
  #list: List = { calls: [], askers: [] };
  /** What this thread's shard computes at the end of the task. */
  #own: (() => void)[] = [];
  readonly #finishTask = atTaskEnd(() => {
    this.#send();
    const own = this.#own;
    this.#own = [];
    for (const compute of own) compute();
  });
  /** Why no further call is answered. */
  #failure: { readonly error: unknown } | null = null;
  readonly divided: Divided = {
    steer: (what) => {
      for (const { divided } of this.#shards) divided?.steer(what);
    },
    // Shards that are done wait for the others.
    share: () => {
      const shares = this.#shards.flatMap(({ divided }) => divided?.share() ?? []);
      if (shares.length === 0) return null;
      return 1 - shares.reduce((left, share) => left + 1 - share, 0) / this.#shards.length;
    },
  };

  constructor(setup: EngineSetup, slices: readonly Slice[], shards: readonly Shard[]) {
    super(setup.weights.length);
    this.identity = shards[0]!.identity;
    this.#replicas = setup.replicas.length;
    this.#slices = slices;
    this.#shards = shards;
  }

  protected ask(call: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#list.askers.push({ resolve, reject });
      this.tell(call);
    });
  }

  protected tell(call: Order | Question): void {
    if (this.#list.calls.push(call) === maxCalls) this.#send();
    this.#finishTask();
  }

  dispose(): void {
    for (const shard of this.#shards) shard.dispose();
  }

  /** Sends the list to every shard; answers its questions when all have answered. */
  #send(): void {
    const { calls, askers } = this.#list;
    if (calls.length === 0) return;
    this.#list = { calls: [], askers: [] };
    Promise.all(this.#shards.map((shard, i) => this.#perform(shard, calls, this.#slices[i]!))).then(
      (parts) => {
        if (this.#failure === null) this.#answer(calls, askers, parts);
        else this.#refuse(askers);
      },
      (error: unknown) => {
        this.#failure ??= { error };
        this.#refuse(askers);
      },
    );
  }

  async #perform(shard: Shard, calls: readonly Call[], slice: Slice): Promise<readonly Answer[]> {
    const part = calls.map((call) => sliceCall(call, this.#replicas, slice));
    if (shard instanceof OwnShard) await new Promise<void>((resolve) => this.#own.push(resolve));
    return shard.perform(part);
  }

  #answer(calls: readonly Call[], askers: readonly Asker[], parts: readonly (readonly Answer[])[]): void {
    calls.filter(isQuestion).forEach((call, q) => {
      const { answer, rows } = questions[call.op];
      const own = parts.map((answers) => answers[q]!);
      askers[q]!.resolve(joinAnswers(answer, own, this.#slices, rows?.(call) ?? 1));
    });
  }

  #refuse(askers: readonly Asker[]): void {
    for (const { reject } of askers) reject(this.#failure!.error);
  }
}
