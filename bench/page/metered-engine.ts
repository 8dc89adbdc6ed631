/**
 * An engine that awaits every call before the next and adds up times and returned bytes. Deliberately serial: in a
 * real run calls overlap, and their times could not be separated.
 */
import { CalledEngine } from '../../src/engine/called-engine.ts';
import { Performer, type Answer, type Call, type Order, type Question } from '../../src/engine/calls.ts';
import type { Engine, EngineIdentity } from '../../src/engine/engine.ts';

export type MeteredCall = Call['op'];

/** The engine calls of forecasts and jumps. */
export const jumpCalls = ['snapshot', 'load', 'release', 'gram', 'meanAbsolute', 'lossOf', 'adopt'] as const;
/** Evaluations and records of the run; the default experiment samples only all weights at some steps. */
export const evaluationCalls = ['nextLoss', 'score', 'sample'] as const;

/** One number for every call that was made. */
type Meter = Map<MeteredCall, number>;

const add = (meter: Meter, call: MeteredCall, value: number): void => {
  meter.set(call, (meter.get(call) ?? 0) + value);
};

export class MeteredEngine extends CalledEngine {
  readonly identity: EngineIdentity;
  readonly divided = undefined;
  readonly seconds: Meter = new Map();
  /** Bytes returned. */
  readonly bytes: Meter = new Map();
  readonly count: Meter = new Map();
  readonly #beneath: Performer;
  /** Seconds until an idle engine answers; subtracted from calls that had to be awaited only for the measurement. */
  readonly #fence: number;
  #fences = 0;
  #tail: Promise<unknown> = Promise.resolve();

  /** `weights`: their total number, over all replicas. */
  constructor(inner: Engine, weights: number, fence: number) {
    super(weights);
    this.identity = inner.identity;
    this.#beneath = new Performer(inner);
    this.#fence = fence;
  }

  /** Seconds of waiting that a run without a meter would not have had. */
  get overhead(): number {
    return this.#fences * this.#fence;
  }

  protected ask(call: Question): Promise<Answer> {
    return this.#queue(async () => {
      const began = performance.now();
      const answer = await this.#beneath.ask(call);
      add(this.seconds, call.op, (performance.now() - began) / 1000);
      add(this.bytes, call.op, bytesOf(answer));
      add(this.count, call.op, 1);
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
      add(this.count, call.op, 1);
      add(this.seconds, call.op, Math.max(0, (performance.now() - began) / 1000 - this.#fence));
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
