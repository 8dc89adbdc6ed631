/** Progress of a long operation, as reported. Owns the estimate of the remaining time. */

/** The fraction done, and the remaining time at the same speed once that can be estimated. */
export class Progress {
  readonly phase: string;
  #since = performance.now();

  constructor(phase: string) {
    this.phase = phase;
  }

  restart(): void {
    this.#since = performance.now();
  }

  /** `fraction`: the fraction done; null if unknown. */
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
