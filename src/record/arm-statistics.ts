/**
 * Statistics of an arm's (smoothed) losses over its seeds, step by step: the median, the middle half, and the number
 * of seeds. A loss of exactly 0 is the lowest value; a seed that has stopped is counted and then left out.
 */
import { bandShares, quantileOfSorted } from '../core/evidence/quantiles.ts';
import type { ArmId } from '../experiment/fields.ts';

/** Losses of some steps, [step, replica] each. */
export interface SeedLosses {
  readonly smoothed: Float32Array;
  /** Losses before smoothing; the same array if nothing is smoothed. */
  readonly raw: Float32Array;
  readonly replicas: number;
  /** By replica: the first step without a loss; Infinity if it has not stopped. */
  readonly stops: ArrayLike<number>;
}

/** All arrays are by step, from 0, and filled as far as `extend` was called. */
export class ArmStatistics {
  readonly arm: ArmId;
  /** Number of seeds of the arm. */
  readonly seeds: number;
  /** NaN from the step on at which every seed has stopped. */
  readonly median: Float64Array;
  /** 25 and 75 % quantiles; NaN if fewer than two seeds are left. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Median of the losses before smoothing. */
  readonly raw: Float64Array;
  /** Number of seeds that have not stopped: the sample size of median and quantiles. */
  readonly going: Uint32Array;
  /** Number of these seeds whose (smoothed) loss is exactly 0. */
  readonly zero: Uint32Array;
  /** The first step at which no seed was left; null until then. */
  stoppedBy: number | null = null;
  readonly #smoothed: SortedSeeds;
  readonly #raw: SortedSeeds;

  constructor(arm: ArmId, replicas: readonly number[], steps: number) {
    this.arm = arm;
    this.seeds = replicas.length;
    this.#smoothed = new SortedSeeds(replicas);
    this.#raw = new SortedSeeds(replicas);
    this.median = new Float64Array(steps + 1);
    this.low = new Float64Array(steps + 1);
    this.high = new Float64Array(steps + 1);
    this.raw = new Float64Array(steps + 1);
    this.going = new Uint32Array(steps + 1);
    this.zero = new Uint32Array(steps + 1);
  }

  /** All of them. */
  get arrays(): readonly (Float64Array | Uint32Array)[] {
    return [this.median, this.low, this.high, this.raw, this.going, this.zero];
  }

  /** Computes steps from .. to - 1. */
  extend({ smoothed, raw, replicas, stops }: SeedLosses, from: number, to: number): void {
    for (let step = from; step < to; step += 1) {
      const count = this.#smoothed.sort(smoothed, step, replicas, stops);
      this.#summarise(step, count);
      this.raw[step] =
        raw === smoothed
          ? this.median[step]!
          : quantileOfSorted(this.#raw.losses, this.#raw.sort(raw, step, replicas, stops), 0.5);
    }
  }

  #summarise(step: number, count: number): void {
    const { losses } = this.#smoothed;
    const several = count > 1;
    this.median[step] = quantileOfSorted(losses, count, 0.5);
    this.low[step] = several ? quantileOfSorted(losses, count, bandShares[0]) : NaN;
    this.high[step] = several ? quantileOfSorted(losses, count, bandShares[1]) : NaN;
    let zero = 0;
    while (zero < count && losses[zero] === 0) zero += 1;
    this.going[step] = count;
    this.zero[step] = zero;
    if (count === 0) this.stoppedBy ??= step;
  }
}

/** An arm's losses at one step, ascending. Allocates nothing per step, because it runs between two frames. */
class SortedSeeds {
  /** Of the seeds that have not stopped; the others follow after them. */
  readonly losses: Float64Array;
  /**
   * Replicas in the order of the previous step, which is nearly that of the next: insertion sort has little to move.
   */
  readonly #order: Uint32Array;

  constructor(replicas: readonly number[]) {
    this.losses = new Float64Array(replicas.length);
    this.#order = Uint32Array.from(replicas);
  }

  /** Returns the number of seeds that have not stopped. */
  sort(loss: Float32Array, step: number, replicas: number, stops: ArrayLike<number>): number {
    const { losses } = this;
    const order = this.#order;
    let count = 0;
    for (let i = 0; i < order.length; i += 1) {
      const replica = order[i]!;
      let value = loss[step * replicas + replica]!;
      if (step < stops[replica]! && Number.isFinite(value)) count += 1;
      else value = Infinity;
      let at = i;
      for (; at > 0 && losses[at - 1]! > value; at -= 1) {
        losses[at] = losses[at - 1]!;
        order[at] = order[at - 1]!;
      }
      losses[at] = value;
      order[at] = replica;
    }
    return count;
  }
}
