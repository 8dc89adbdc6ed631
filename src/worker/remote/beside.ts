/**
 * An engine of this thread beside those in threads of their own: calls to it wait until those to the others have been
 * posted, so that all compute at the same time. Use it for one part of the replicas; by itself it would only be slower.
 */
import { CalledEngine } from '../../engine/called-engine.ts';
import { Performer, type Answer, type Order, type Question } from '../../engine/calls.ts';
import type { Divided, Engine, EngineFactory, EngineIdentity } from '../../engine/engine.ts';
import { startHere, type ProcessorEngine } from '../../engine/host/processor.ts';
import { bundled } from './bundled.ts';

/** Starts the engine of that name in this thread, as one part beside others. */
export const startBeside =
  (name: ProcessorEngine): EngineFactory =>
  async (part) =>
    new BesideEngine(await startHere(name, part), part.weights.length);

class BesideEngine extends CalledEngine {
  readonly #engine: Engine;
  readonly #performer: Performer;
  /** Made in order, in the next task. */
  readonly #later = bundled<() => void>((calls) => {
    for (const call of calls) call();
  });
  /** What an order threw: every later question is rejected with it. */
  #failure: Error | null = null;

  /** `weights`: how many all of its replicas have together. */
  constructor(engine: Engine, weights: number) {
    super(weights);
    this.#engine = engine;
    this.#performer = new Performer(engine);
  }

  get identity(): EngineIdentity {
    return this.#engine.identity;
  }

  get divided(): Divided | undefined {
    return this.#engine.divided;
  }

  protected ask(call: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#later(() => {
        if (this.#failure !== null) reject(this.#failure);
        else resolve(this.#performer.perform(call) as Promise<Answer>);
      });
    });
  }

  protected tell(call: Order): void {
    this.#later(() => {
      try {
        this.#performer.tell(call);
      } catch (error) {
        this.#failure ??= error instanceof Error ? error : new Error(String(error));
      }
    });
  }

  dispose(): void {
    this.#engine.dispose();
  }
}
