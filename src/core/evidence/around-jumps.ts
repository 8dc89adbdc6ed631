/**
 * Loss around jumps: how a replica with jumps compares with its control in the steps before and after a jump,
 * averaged over jumps. The jumps of one seed are not independent, so they are averaged within a seed first, and the
 * interval is taken over seeds.
 */
import { pairedMean } from './statistics.ts';

export interface AroundRow {
  /** Steps after the jump; the loss after step 0 is the first one after it. */
  readonly offset: number;
  /** log10 loss, treated minus control at the same step, less the same just before the jump. */
  readonly mean: number;
  /** 95 % interval over seeds; null for one seed. */
  readonly low: number | null;
  readonly high: number | null;
  /** Numbers of jumps with a finite difference at this offset, and of their seeds: the sample size of the mean. */
  readonly jumps: number;
  readonly seeds: number;
}

/** Offsets that fewer than this fraction of all jumps reach are omitted, because they would not be representative. */
const minShare = 0.5;

/** Sums of differences around the jumps of every pair. Each jump is added once, when all steps around it are known. */
export class AroundJumps {
  readonly before: number;
  readonly after: number;
  /** Number of jumps averaged so far. */
  jumps = 0;
  /** Jumps left out because their zero point is not finite. */
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
   * Adds one jump of a pair. `differenceAt` gives the paired difference at offsets `from` .. `to`; the mean over the
   * last `width` offsets before the jump is the zero point. A jump whose zero point is not finite (one replica at
   * loss 0 or stopped) is left out and counted. Single non-finite differences are left out too; each row says how
   * many jumps and seeds it averages.
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

  /** Number of pairs with at least one averaged jump. */
  get seeds(): number {
    return this.#seeds.size;
  }

  /** One row for each offset that at least half of the jumps reach. */
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
      const paired = jumps < minShare * this.jumps ? null : pairedMean(means);
      if (paired === null) return [];
      const { mean, interval, count } = paired;
      const [low, high] = [interval?.low ?? null, interval?.high ?? null];
      return [{ offset: at - this.before, mean, low, high, jumps, seeds: count }];
    });
  }
}
