/** Small statistics: median, bootstrap intervals, and the interval of a mean. */
import { randomStream } from '../rng.ts';

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

const resamples = 4000;

/**
 * 95 % percentile bootstrap interval of the median (Efron & Tibshirani, 1993, section 13.3). Resampling
 * is seeded: equal values give equal intervals. Null for fewer than two values.
 */
export function bootstrapMedian(values: readonly number[]): Interval | null {
  const n = values.length;
  if (n < 2) return null;
  const sorted = Float64Array.from(values).sort();
  const random = randomStream(n, 'bootstrap');
  const drawn = new Uint32Array(n);
  const medians = new Float64Array(resamples);
  for (let i = 0; i < resamples; i += 1) {
    drawn.fill(0);
    for (let k = 0; k < n; k += 1) drawn[random.below(n)]! += 1;
    medians[i] = (ranked(sorted, drawn, (n - 1) >> 1) + ranked(sorted, drawn, n >> 1)) / 2;
  }
  medians.sort();
  return { low: medians[Math.floor(0.025 * resamples)]!, high: medians[Math.ceil(0.975 * resamples) - 1]! };
}

/** The value of a rank (from 0) in a resample, given how often each sorted value was drawn. */
function ranked(sorted: Float64Array, drawn: Uint32Array, rank: number): number {
  let before = 0;
  let at = 0;
  while (before + drawn[at]! <= rank) {
    before += drawn[at]!;
    at += 1;
  }
  return sorted[at]!;
}

/** Two-sided 95 % quantiles of Student's t for 1..30 degrees of freedom; 1.96 is close beyond. */
const studentT = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
] as const;

/** Half-width of the 95 % interval of a mean, from a sum and a sum of squares over n values; NaN for n < 2. */
export function meanHalfWidth(sum: number, squares: number, n: number): number {
  if (n < 2) return NaN;
  const variance = Math.max(0, (squares - (sum * sum) / n) / (n - 1));
  return (studentT[n - 2] ?? 1.96) * Math.sqrt(variance / n);
}
