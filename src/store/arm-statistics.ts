/** Mean (smoothed) loss over an arm's seeds and its 95 % interval, step by step, on a linear and on a log scale. */
import type { ArmId } from '../experiment/fields.ts';
import { meanHalfWidth } from '../core/evidence/statistics.ts';

export interface MeanCurve {
  /** [step 0..]: arithmetic mean, or geometric on the log scale. */
  readonly mean: Float64Array;
  /** Ends of the interval; NaN with one seed. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

const emptyCurve = (length: number): MeanCurve => ({
  mean: new Float64Array(length),
  low: new Float64Array(length),
  high: new Float64Array(length),
});

const identity = (x: number): number => x;

export class ArmStatistics {
  readonly arm: ArmId;
  readonly linear: MeanCurve;
  readonly logarithmic: MeanCurve;
  /** [step 0..]: geometric mean of the losses as they came, before smoothing. */
  readonly raw: Float64Array;
  readonly #replicas: readonly number[];

  constructor(arm: ArmId, replicas: readonly number[], steps: number) {
    this.arm = arm;
    this.#replicas = replicas;
    this.linear = emptyCurve(steps + 1);
    this.logarithmic = emptyCurve(steps + 1);
    this.raw = new Float64Array(steps + 1);
  }

  curve(logarithmic: boolean): MeanCurve {
    return logarithmic ? this.logarithmic : this.linear;
  }

  /**
   * Computes steps from..to - 1 of losses [step, replica], smoothed and as they came; replicas whose
   * loss is not finite are left out.
   */
  extend(smoothed: Float32Array, loss: Float32Array, replicas: number, from: number, to: number): void {
    for (let step = from; step < to; step += 1) {
      const at = step * replicas;
      this.#summarise(smoothed, at, step, this.linear, identity, identity);
      this.#summarise(smoothed, at, step, this.logarithmic, Math.log, Math.exp);
      this.raw[step] = this.#geometricMean(loss, at);
    }
  }

  #geometricMean(loss: Float32Array, at: number): number {
    const logs = this.#replicas.map((replica) => Math.log(loss[at + replica]!)).filter(Number.isFinite);
    return Math.exp(logs.reduce((sum, value) => sum + value, 0) / logs.length);
  }

  #summarise(
    loss: Float32Array,
    at: number,
    step: number,
    curve: MeanCurve,
    forth: (x: number) => number,
    back: (x: number) => number,
  ): void {
    let count = 0;
    let sum = 0;
    let squares = 0;
    for (const replica of this.#replicas) {
      const value = forth(loss[at + replica]!);
      if (!Number.isFinite(value)) continue;
      count += 1;
      sum += value;
      squares += value * value;
    }
    const mean = sum / count;
    const half = meanHalfWidth(sum, squares, count);
    curve.mean[step] = back(mean);
    curve.low[step] = back(mean - half);
    curve.high[step] = back(mean + half);
  }
}
