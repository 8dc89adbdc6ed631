/**
 * A pause in the middle of something long: what was begun has a moment to end, then it stands still where it is until
 * the run goes on. Owns the moment and what is reported; what is paused is the engine's (`Divided` in engine/engine.ts).
 */

/** Time that what was begun has to end in, ms: a pause is heard within less than a third of a second. */
const graceTime = 150;

export class Hold {
  readonly #steer: (what: 'hold' | 'resume') => boolean;
  readonly #tell: (state: 'running' | 'paused') => void;
  #grace: ReturnType<typeof setTimeout> | undefined;
  #stands = false;

  /** `steer` says whether there is something that can stand still. */
  constructor(steer: (what: 'hold' | 'resume') => boolean, tell: (state: 'running' | 'paused') => void) {
    this.#steer = steer;
    this.#tell = tell;
  }

  begin(): void {
    clearTimeout(this.#grace);
    if (!this.#steer('hold')) return;
    this.#grace = setTimeout(() => {
      this.#stands = true;
      this.#tell('paused');
    }, graceTime);
  }

  /** What was begun has ended by itself: the run waits, or is over. */
  settled(): void {
    clearTimeout(this.#grace);
    this.#stands = false;
  }

  /** Goes on; whether it had stood still in the middle of something. */
  end(): boolean {
    const stood = this.#stands;
    this.settled();
    this.#steer('resume');
    if (stood) this.#tell('running');
    return stood;
  }
}
