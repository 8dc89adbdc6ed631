/**
 * Long calls in parts: other tasks, such as messages to this worker, run between two parts. Calls requested meanwhile
 * wait, so that calls take effect in the order they are made. Short calls are done at once. Owns order, division,
 * holding and abandoning; the computation belongs to the caller.
 */
import type { Parts } from '../core/parts.ts';
import type { Divided } from './engine.ts';

/** Lets waiting messages and timers run. */
const others = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

export class Turns implements Divided {
  /** Settles when nothing is running any more; null if nothing is. */
  #last: Promise<unknown> | null = null;
  #waiting = 0;
  #state: 'going' | 'held' | 'abandoned' = 'going';
  #wake: (() => void) | null = null;
  /** Fraction done of each task that has started, as it reports. */
  #share: (() => number) | null = null;

  /**
   * Does it now, until its first division, or after earlier requests. `share` returns the fraction done. Errors of a
   * call that is done at once are thrown at once.
   */
  ask<Answer>(call: () => Parts<Answer>, share: () => number): Promise<Answer> {
    if (this.#last !== null) return this.#queue(() => this.#begin(call(), share));
    const parts = call();
    const first = parts.next();
    return first.done === true ? Promise.resolve(first.value) : this.#queue(() => this.#rest(parts, share));
  }

  /** Does a task without an answer: now, or after earlier requests. */
  tell(effect: () => void): void {
    if (this.#last === null) effect();
    else void this.#queue(async () => effect()).catch(() => undefined); // The next call rejects instead.
  }

  steer(what: 'hold' | 'resume' | 'abandon'): void {
    if (this.#state === 'abandoned') return;
    this.#state = what === 'hold' ? 'held' : what === 'resume' ? 'going' : 'abandoned';
    if (what !== 'hold') this.#wake?.();
  }

  share(): number | null {
    return this.#share?.() ?? null;
  }

  #queue<Answer>(begin: () => Promise<Answer>): Promise<Answer> {
    this.#waiting += 1;
    const answer = this.#last === null ? begin() : this.#last.then(begin);
    this.#last = answer;
    const end = (): void => {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#last = null;
    };
    answer.then(end, () => undefined);
    return answer;
  }

  async #begin<Answer>(parts: Parts<Answer>, share: () => number): Promise<Answer> {
    if (this.#state === 'abandoned') throw new Error('it was cancelled');
    const first = parts.next();
    return first.done === true ? first.value : this.#rest(parts, share);
  }

  async #rest<Answer>(parts: Parts<Answer>, share: () => number): Promise<Answer> {
    this.#share = share;
    try {
      for (;;) {
        await others();
        while (this.#state === 'held') await new Promise<void>((resolve) => (this.#wake = resolve));
        if (this.#isAbandoned()) throw new Error('it was cancelled');
        const next = parts.next();
        if (next.done === true) return next.value;
      }
    } finally {
      this.#share = null;
    }
  }

  #isAbandoned(): boolean {
    return this.#state === 'abandoned';
  }
}
