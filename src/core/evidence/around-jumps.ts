/**
 * The spike, the recovery and the fade: how a treated replica stands against its control in the steps
 * around its jumps, averaged over jumps. A jump is one of many of its seed, so that jumps are averaged
 * within a seed first, and the interval is that of the seeds.
 */
import { pairedMean } from './statistics.ts';

export interface AroundRow {
  /** Steps after the jump; the loss after step 0 is the first one after it. */
  readonly offset: number;
  /** log10 loss, treated minus control at the same step, less the same just before the jump. */
  readonly mean: number;
  /** 95 % interval over seeds; null for one. */
  readonly low: number | null;
  readonly high: number | null;
  /** Jumps with a difference at this offset that is finite, and the seeds that they are of: what the mean is over. */
  readonly jumps: number;
  readonly seeds: number;
}

/** Offsets that fewer than this share of all jumps reach are not told: too few to stand for the rest. */
const leastShare = 0.5;

/** Sums of differences around the jumps of every pair; a jump is added once, when all around it is known. */
export class AroundJumps {
  readonly before: number;
  readonly after: number;
  /** Jumps averaged so far. */
  jumps = 0;
  /** Jumps left out: their zero point is not finite. */
  leftOut = 0;
  readonly #pairs: number;
  readonly #seeds = new Set<number>();
  /** [pair, offset from -before to after]. */
  readonly #sums: Float64Array;
  readonly #counts: Uint32Array;

  constructor(pairs: number, before: number, after: number) {
    this.before = before;
    this.after = after;
    this.#pairs = pairs;
    this.#sums = new Float64Array(pairs * (before + after + 1));
    this.#counts = new Uint32Array(this.#sums.length);
  }

  /**
   * Adds one jump of a pair: `differenceAt` gives the paired difference at offsets `from` .. `to`, of which
   * the mean over the last `width` before the jump becomes the zero point. A jump whose zero point is not
   * finite (one of the two at loss 0 or stopped) is left out and counted; single differences are left out, and the
   * rows say of how many jumps and seeds they are.
   */
  add(pair: number, from: number, to: number, width: number, differenceAt: (offset: number) => number): void {
    const first = Math.max(from, -width);
    let zero = 0;
    for (let offset = first; offset < 0; offset += 1) zero += differenceAt(offset);
    zero /= -first;
    if (!Number.isFinite(zero)) {
      this.leftOut += 1;
      return;
    }
    this.jumps += 1;
    this.#seeds.add(pair);
    const length = this.before + this.after + 1;
    const last = Math.min(to, this.after);
    for (let offset = Math.max(from, -this.before); offset <= last; offset += 1) {
      const difference = differenceAt(offset) - zero;
      if (!Number.isFinite(difference)) continue;
      this.#sums[pair * length + this.before + offset]! += difference;
      this.#counts[pair * length + this.before + offset]! += 1;
    }
  }

  /** Pairs of which at least one jump is averaged. */
  get seeds(): number {
    return this.#seeds.size;
  }

  /** A row per offset that at least half of the jumps reach. */
  rows(): AroundRow[] {
    const length = this.before + this.after + 1;
    return Array.from({ length }, (_, at) => at).flatMap((at): AroundRow[] => {
      let jumps = 0;
      const means: number[] = [];
      for (let pair = 0; pair < this.#pairs; pair += 1) {
        const count = this.#counts[pair * length + at]!;
        jumps += count;
        if (count > 0) means.push(this.#sums[pair * length + at]! / count);
      }
      const paired = jumps < leastShare * this.jumps ? null : pairedMean(means);
      if (paired === null) return [];
      const { mean, interval, count } = paired;
      const [low, high] = [interval?.low ?? null, interval?.high ?? null];
      return [{ offset: at - this.before, mean, low, high, jumps, seeds: count }];
    });
  }
}
