/** The pace of a run: playing, paused, advancing by a few steps, or stopped. Yields so that commands are received. */
import type { Engine } from '../../engine/engine.ts';
import type { RunPace } from '../../run/experiment.ts';
import { yieldToOthers } from '../../run/turns/yield.ts';

/** The parts of a run's record that affect its pace. */
export interface Repeated {
  /** Steps left in the record. */
  readonly remaining: () => number;
  /** Steps at which a forecast was requested, ascending. */
  readonly jumps: readonly number[];
}

export class HostPace implements RunPace {
  /** Called with the step at which a forecast was requested. */
  onJump: (step: number) => void = () => undefined;
  /** Called with the engine that trains; null once it is done. */
  onTraining: (engine: Engine | null) => void = () => undefined;
  #allowed: number;
  #stopped = false;
  #done = 0;
  #share: number | null = null;
  #isRepeating = false;
  #repeated: Repeated = { remaining: () => 0, jumps: [] };
  #jumpWanted = false;
  #wake: (() => void) | null = null;
  readonly #tell: (state: 'running' | 'paused') => void;

  /** `tell` is called whenever the run is about to train, and when it starts to wait. */
  constructor(playing: boolean, tell: (state: 'running' | 'paused') => void) {
    this.#allowed = playing ? Infinity : 0;
    this.#tell = tell;
  }

  play(): void {
    this.#allowed = Infinity;
    this.#wake?.();
  }

  /** Adds to the steps still to be run; while playing, it pauses after that many steps. */
  advance(steps: number): void {
    this.#allowed = this.#allowed === Infinity ? steps : this.#allowed + steps;
    this.#wake?.();
  }

  pause(): void {
    this.#allowed = 0;
  }

  isStopped(): boolean {
    return this.#stopped;
  }

  trains(engine: Engine | null): void {
    this.onTraining(engine);
  }

  /** Fraction done of a long operation that has yielded; null if there is none. */
  get share(): number | null {
    return this.#share;
  }

  /** Starts at step 0, and first runs to the end of the record, whether it is playing or not. */
  repeat(repeated: Repeated): void {
    this.#done = 0;
    this.#repeated = repeated;
  }

  /** Steps run so far. */
  get done(): number {
    return this.#done;
  }

  /** The run makes a forecast as soon as possible. */
  askForJump(): void {
    this.#jumpWanted = true;
  }

  jumpWanted(): boolean {
    if (this.#repeated.jumps.includes(this.#done)) return true;
    const wanted = this.#jumpWanted;
    this.#jumpWanted = false;
    if (wanted) this.onJump(this.#done);
    return wanted;
  }

  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  async allowance(settle: () => Promise<void>): Promise<number> {
    this.#share = null;
    await yieldToOthers();
    const known = this.#stopped ? 0 : this.#repeated.remaining();
    this.#isRepeating = known > 0;
    if (this.#isRepeating) return Math.min(known, this.#toNextJump());
    await this.#wait(settle);
    if (this.#stopped) return 0;
    this.#tell('running');
    return Math.min(this.#allowed, this.#toNextJump());
  }

  async turn(share: number): Promise<boolean> {
    this.#share = share;
    await yieldToOthers();
    if (this.#repeated.remaining() > 0 || !this.#isWaiting()) return !this.#stopped;
    await this.#wait(() => Promise.resolve());
    if (!this.#stopped) this.#tell('running');
    return !this.#stopped;
  }

  /** Waits until it may continue, or must stop. */
  async #wait(settle: () => Promise<void>): Promise<void> {
    while (this.#isWaiting()) {
      await settle();
      if (!this.#isWaiting()) return;
      this.#tell('paused');
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = null;
    }
  }

  #toNextJump(): number {
    return (this.#repeated.jumps.find((step) => step > this.#done) ?? Infinity) - this.#done;
  }

  #isWaiting(): boolean {
    return this.#allowed === 0 && !this.#stopped;
  }

  spent(steps: number): void {
    this.#done += steps;
    if (!this.#isRepeating) this.#allowed = Math.max(0, this.#allowed - steps);
  }
}
