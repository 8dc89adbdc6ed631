/** How far something is that takes long, as it is reported. Owns the estimate of the time left. */

/** How far something is, and how long it takes at the same pace, once that can be said. */
export class Progress {
  readonly phase: string;
  #since = performance.now();

  constructor(phase: string) {
    this.phase = phase;
  }

  restart(): void {
    this.#since = performance.now();
  }

  /** `fraction`: the share that is done; null where that is not known. */
  at(fraction: number | null): {
    readonly phase: string;
    readonly fraction: number | null;
    readonly secondsLeft: number | null;
  } {
    const seconds = (performance.now() - this.#since) / 1000;
    const isKnown = fraction !== null && fraction > 0.005 && seconds > 1;
    const secondsLeft = isKnown ? (seconds * (1 - fraction)) / fraction : null;
    return { phase: this.phase, fraction, secondsLeft };
  }
}
