/**
 * Timeout for silence: the waiting side looks once per turn and gives up after a number of turns without an answer.
 * Only turns that came on time count. A late turn means that the waiting side was delayed too: the machine slept, a
 * debugger paused, or everything is slow. Time without turns, as in a hidden tab, does not count. Owns the counting;
 * clocks and timers belong to the caller.
 */

/** Time between two turns, ms. */
export const turnTime = 500;

/** A turn after more than this time is late, ms. */
const latest = 1.5 * turnTime;

export class Patience {
  readonly #turns: number;
  #silent = 0;
  #last: number | null = null;

  /** `seconds` of silence, in turns that came on time. */
  constructor(seconds: number) {
    this.#turns = Math.ceil((1000 * seconds) / turnTime);
  }

  /** There was an answer, or nothing is awaited. */
  heard(): void {
    this.#silent = 0;
  }

  /** A turn at time `now`, ms; true once the silence is too long. */
  look(now: number): boolean {
    const isOnTime = this.#last !== null && now - this.#last <= latest;
    this.#last = now;
    if (isOnTime) this.#silent += 1;
    return this.#silent >= this.#turns;
  }
}
