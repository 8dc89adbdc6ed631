/** The pace of a run without play and pause: as fast as possible until it is stopped. */
import type { RunPace } from '../experiment.ts';
import { yieldToOthers } from './yield.ts';

export class FreePace implements RunPace {
  #stopped = false;
  share: number | null = null;

  /** The run ends at its next call of the pace, within a few hundredths of a second. */
  stop(): void {
    this.#stopped = true;
  }

  isStopped(): boolean {
    return this.#stopped;
  }

  async allowance(): Promise<number> {
    this.share = null;
    await yieldToOthers();
    return this.#stopped ? 0 : Infinity;
  }

  async turn(share: number): Promise<boolean> {
    this.share = share;
    await yieldToOthers();
    return !this.#stopped;
  }

  spent(): void {
    // Steps are not counted.
  }
}
