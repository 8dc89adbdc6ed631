/**
 * A pause within a long operation: it gets a moment to finish, then it is held where it is until the run continues.
 * Owns that moment and the reports; the operation belongs to the engine (`Divided` in engine/engine.ts).
 */

/** Time for an operation to finish, ms: a pause takes effect within less than a third of a second. */
const graceTime = 150;

export class Hold {
  readonly #steer: (what: 'hold' | 'resume') => boolean;
  readonly #tell: (state: 'running' | 'paused') => void;
  #grace: ReturnType<typeof setTimeout> | undefined;
  #stands = false;

  /** `steer` returns whether there is something to hold. */
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

  /** The operation has finished by itself: the run waits, or is over. */
  settled(): void {
    clearTimeout(this.#grace);
    this.#stands = false;
  }

  /** Continues; returns whether an operation had been held. */
  end(): boolean {
    const stood = this.#stands;
    this.settled();
    this.#steer('resume');
    if (stood) this.#tell('running');
    return stood;
  }
}
