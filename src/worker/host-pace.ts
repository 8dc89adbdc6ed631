/** The pace of a run: playing, paused, advancing by a few steps, or stopped. Yields so that commands are heard. */
import type { Pace } from '../run/conduct.ts';

export class HostPace implements Pace {
  #allowed: number;
  #stopped = false;
  #done = 0;
  #jumpWanted = false;
  #wake: (() => void) | null = null;
  readonly #tell: (state: 'running' | 'paused') => void;

  /** `tell` is called whenever the run is about to train, and when it begins to wait. */
  constructor(playing: boolean, tell: (state: 'running' | 'paused') => void) {
    this.#allowed = playing ? Infinity : 0;
    this.#tell = tell;
  }

  play(): void {
    this.#allowed = Infinity;
    this.#wake?.();
  }

  /** Adds to what is still to be run; asked for while playing, it pauses after that many steps. */
  advance(steps: number): void {
    this.#allowed = this.#allowed === Infinity ? steps : this.#allowed + steps;
    this.#wake?.();
  }

  pause(): void {
    this.#allowed = 0;
  }

  /** Steps run so far. */
  get done(): number {
    return this.#done;
  }

  /** The run makes a forecast as soon as it can. */
  askForJump(): void {
    this.#jumpWanted = true;
  }

  jumpWanted(): boolean {
    const wanted = this.#jumpWanted;
    this.#jumpWanted = false;
    return wanted;
  }

  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  async allowance(settle: () => Promise<void>): Promise<number> {
    await yieldToMessages();
    while (this.#isWaiting()) {
      await settle();
      if (!this.#isWaiting()) break;
      this.#tell('paused');
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = null;
    }
    if (this.#stopped) return 0;
    this.#tell('running');
    return this.#allowed;
  }

  #isWaiting(): boolean {
    return this.#allowed === 0 && !this.#stopped;
  }

  spent(steps: number): void {
    this.#done += steps;
    this.#allowed = Math.max(0, this.#allowed - steps);
  }
}

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
const hear = (): void => {
  waiting.shift()?.();
  // A port that nobody listens to lets a Node process end.
  if (waiting.length === 0) channel.port1.onmessage = null;
};

/** Lets waiting messages in; far quicker than a timer, which browsers slow down to 4 ms. */
export function yieldToMessages(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port1.onmessage = hear;
    channel.port2.postMessage(null);
  });
}
