/**
 * An engine that waits for every call before the next and adds up where the time went and how many
 * bytes came back. Serial on purpose: in a real run calls overlap, and their times could not be told apart.
 */
import { CalledEngine } from '../../src/engine/called-engine.ts';
import { Performer, type Answer, type Call, type Order, type Question } from '../../src/engine/calls.ts';
import type { Engine, EngineIdentity } from '../../src/engine/engine.ts';

export type MeteredCall = Call['op'];

/** What forecasts and jumps ask of an engine. */
export const jumpCalls = ['snapshot', 'load', 'release', 'gram', 'meanAbsolute', 'lossOf', 'adopt'] as const;
/** Looks at the run; of the default experiment nothing else is sampled than all weights at some steps. */
export const evaluationCalls = ['nextLoss', 'score', 'sample'] as const;

const none = (): Record<MeteredCall, number> => ({
  train: 0,
  nextLoss: 0,
  score: 0,
  snapshot: 0,
  load: 0,
  release: 0,
  sample: 0,
  gram: 0,
  meanAbsolute: 0,
  lossOf: 0,
  adopt: 0,
  checkpoint: 0,
  restore: 0,
});

export class MeteredEngine extends CalledEngine {
  readonly identity: EngineIdentity;
  readonly divided = undefined;
  readonly seconds = none();
  /** Bytes returned. */
  readonly bytes = none();
  readonly count = none();
  readonly #beneath: Performer;
  /** Seconds that waiting for an idle engine takes; taken off calls that had to be waited for so. */
  readonly #fence: number;
  #fences = 0;
  #tail: Promise<unknown> = Promise.resolve();

  /** `weights`: how many it has, of all replicas. */
  constructor(inner: Engine, weights: number, fence: number) {
    super(weights);
    this.identity = inner.identity;
    this.#beneath = new Performer(inner);
    this.#fence = fence;
  }

  /** Seconds spent on waiting that a run without a meter would not have spent. */
  get overhead(): number {
    return this.#fences * this.#fence;
  }

  protected ask(call: Question): Promise<Answer> {
    return this.#queue(async () => {
      const began = performance.now();
      const answer = await this.#beneath.ask(call);
      this.seconds[call.op] += (performance.now() - began) / 1000;
      this.bytes[call.op] += bytesOf(answer);
      this.count[call.op] += 1;
      return answer;
    });
  }

  /** A call without an answer is over when the engine can answer again. */
  protected tell(call: Order): void {
    void this.#queue(async () => {
      const began = performance.now();
      this.#beneath.tell(call);
      await this.#beneath.ask({ op: 'checkpoint' });
      this.#fences += 1;
      this.count[call.op] += 1;
      this.seconds[call.op] += Math.max(0, (performance.now() - began) / 1000 - this.#fence);
    });
  }

  dispose(): void {
    this.#beneath.engine.dispose();
  }

  #queue<Done>(work: () => Promise<Done>): Promise<Done> {
    const done = this.#tail.then(work);
    this.#tail = done.catch(() => undefined);
    return done;
  }
}

function bytesOf(answer: unknown): number {
  if (ArrayBuffer.isView(answer)) return answer.byteLength;
  if (typeof answer !== 'object' || answer === null) return 0;
  return Object.values(answer).reduce((sum: number, part) => sum + bytesOf(part), 0);
}
