/** The pace of a run that nobody plays or pauses: as fast as it goes, until it is stopped. */
import type { RunPace } from './experiment.ts';
import { yieldToOthers } from './yield.ts';

export class FreePace implements RunPace {
  isStopped = false;
  share: number | null = null;

  /** The run ends at its next look, within a few hundredths of a second. */
  stop(): void {
    this.isStopped = true;
  }

  async allowance(): Promise<number> {
    this.share = null;
    await yieldToOthers();
    return this.isStopped ? 0 : Infinity;
  }

  async turn(share: number): Promise<boolean> {
    this.share = share;
    await yieldToOthers();
    return !this.isStopped;
  }

  spent(): void {
    // Nobody counts.
  }
}
