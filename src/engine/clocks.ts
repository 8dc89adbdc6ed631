/**
 * The clocks of replicas: the position of each in its learning-rate schedule, and the age of its optimizer state.
 * Both follow the engine's step until a replica adopts weights and one of them is set. Independent of batch order.
 */
import { scheduleFactor } from '../core/model/schedules.ts';
import { requireAdvance } from './arguments.ts';
import type { AdoptionChange, EngineSetup } from './engine.ts';

/** Numbers per replica in `EngineState.clocks`. */
const clockNumbers = 2;

/** No schedule is this long: beyond it the rate does not change. */
const farthest = 2 ** 31 - 1;

export class ReplicaClocks {
  readonly #replicas: EngineSetup['replicas'];
  readonly #numbers: Int32Array; // [replica, (steps ahead, step of the optimizer's start)]
  /** Changes whenever a clock is set. */
  generation = 0;

  constructor({ replicas }: Pick<EngineSetup, 'replicas'>) {
    this.#replicas = replicas;
    this.#numbers = new Int32Array(clockNumbers * replicas.length);
  }

  /** The schedule's factor on the learning rate of a replica at an engine step, counted from 0. */
  factor(replica: number, step: number): number {
    return scheduleFactor(this.#replicas[replica]!.schedule, step + this.ahead(replica));
  }

  /** The optimizer's own count of a replica's update at an engine step: 1 for its first. */
  age(replica: number, step: number): number {
    return step - this.began(replica) + 1;
  }

  /** Steps by which the schedule is ahead of the engine's step. */
  ahead(replica: number): number {
    return this.#numbers[clockNumbers * replica]!;
  }

  /** The engine step at which the optimizer's own counter was last 0. */
  began(replica: number): number {
    return this.#numbers[clockNumbers * replica + 1]!;
  }

  /** Sets the clocks of replicas that adopt weights after `step` steps. */
  adopt(step: number, accept: readonly boolean[], change: AdoptionChange): void {
    requireAdvance(change, accept);
    this.#replicas.forEach((_, r) => {
      if (accept[r] !== true) return;
      this.#numbers[clockNumbers * r] = Math.min(this.ahead(r) + (change.advance?.[r] ?? 0), farthest);
      if (change.state === 'reset') this.#numbers[clockNumbers * r + 1] = step;
    });
    this.generation += 1;
  }

  /** A copy, as in `EngineState.clocks`. */
  numbers(): Int32Array {
    return this.#numbers.slice();
  }

  restore(numbers: Int32Array): void {
    this.#numbers.set(numbers);
    this.generation += 1;
  }
}
