/**
 * How long silence is borne: whoever waits looks once a turn, and gives up after so many turns without an answer.
 * Only turns that came on time are counted. A late turn means that the one who waits was held up as well: the machine
 * slept, a debugger stood still, or everything is slow. Time in which nobody looks, as in a hidden tab, is not counted.
 * Owns the counting; clocks and timers are those of the one who waits.
 */

/** Time between two looks, ms. */
export const turnTime = 500;

/** A turn that took longer than this was late, ms. */
const latest = 1.5 * turnTime;

export class Patience {
  readonly #turns: number;
  #silent = 0;
  #last: number | null = null;

  /** `seconds` of silence, in turns that came on time. */
  constructor(seconds: number) {
    this.#turns = Math.ceil((1000 * seconds) / turnTime);
  }

  /** Something was heard, or nothing is waited for. */
  heard(): void {
    this.#silent = 0;
  }

  /** A look at the time `now`, ms; true once it has been silent for too long. */
  look(now: number): boolean {
    const isOnTime = this.#last !== null && now - this.#last <= latest;
    this.#last = now;
    if (isOnTime) this.#silent += 1;
    return this.#silent >= this.#turns;
  }
}
