/** Small statistics: median, bootstrap intervals, the interval of a mean, and how many values it takes. */
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

/** Medians of resamples by rank: (values[low[i]] + values[high[i]]) / 2 came out `count[i]` times. */
interface MedianRanks {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  readonly count: Uint32Array;
}

/** Which ranks a resample's medians have depends on the number of values alone: drawn once for each. */
const ranksByCount = new Map<number, MedianRanks>();

/** Draws what intervals of `count` values take before the first of them is asked for: nearly all of their work. */
export function prepareMedians(count: number): void {
  medianRanks(count);
}

/**
 * 95 % percentile bootstrap interval of the median (Efron & Tibshirani, 1993, section 13.3). Resampling
 * is seeded: equal values give equal intervals. Null for fewer than two values.
 */
export function bootstrapMedian(values: readonly number[]): Interval | null {
  const n = values.length;
  if (n < 2) return null;
  const sorted = Float64Array.from(values).sort();
  const { low, high, count } = medianRanks(n);
  const medians = Float64Array.from(low, (rank, i) => (sorted[rank]! + sorted[high[i]!]!) / 2);
  const order = Uint32Array.from(medians.keys()).sort((a, b) => medians[a]! - medians[b]!);
  const ranked = (rank: number): number => {
    let before = 0;
    let at = 0;
    while (before + count[order[at]!]! <= rank) {
      before += count[order[at]!]!;
      at += 1;
    }
    return medians[order[at]!]!;
  };
  return { low: ranked(Math.floor(0.025 * resamples)), high: ranked(Math.ceil(0.975 * resamples) - 1) };
}

function medianRanks(n: number): MedianRanks {
  const known = ranksByCount.get(n);
  if (known !== undefined) return known;
  const random = randomStream(n, 'bootstrap');
  const drawn = new Uint32Array(n);
  const counts = new Map<number, number>();
  for (let i = 0; i < resamples; i += 1) {
    drawn.fill(0);
    for (let k = 0; k < n; k += 1) drawn[random.below(n)]! += 1;
    const pair = rankOf(drawn, (n - 1) >> 1) * n + rankOf(drawn, n >> 1);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  const pairs = [...counts.keys()];
  const ranks: MedianRanks = {
    low: Uint32Array.from(pairs, (pair) => Math.floor(pair / n)),
    high: Uint32Array.from(pairs, (pair) => pair % n),
    count: Uint32Array.from(counts.values()),
  };
  ranksByCount.set(n, ranks);
  return ranks;
}

/** Which of the sorted values stands at a rank (from 0) of a resample, given how often each was drawn. */
function rankOf(drawn: Uint32Array, rank: number): number {
  let before = 0;
  let at = 0;
  while (before + drawn[at]! <= rank) {
    before += drawn[at]!;
    at += 1;
  }
  return at;
}

/** Two-sided 95 % quantiles of Student's t for 1..30 degrees of freedom; 1.96 is close beyond. */
const studentT = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
] as const;

/** The quantile that belongs to the mean of n values. */
const quantile = (n: number): number => studentT[n - 2] ?? 1.96;

/** Half-width of the 95 % interval of a mean, from a sum and a sum of squares over n values; NaN for n < 2. */
export function meanHalfWidth(sum: number, squares: number, n: number): number {
  if (n < 2) return NaN;
  return quantile(n) * Math.sqrt(variance(sum, squares, n) / n);
}

const variance = (sum: number, squares: number, n: number): number =>
  Math.max(0, (squares - (sum * sum) / n) / (n - 1));

/** Mean of paired differences with its 95 % interval (Student's t). */
export interface PairedMean {
  readonly mean: number;
  /** Standard deviation of the differences; null, as the interval, for a single pair. */
  readonly deviation: number | null;
  readonly interval: Interval | null;
  readonly count: number;
}

/** Null without any finite difference; others are left out. */
export function pairedMean(differences: readonly number[]): PairedMean | null {
  const told = differences.filter(Number.isFinite);
  const count = told.length;
  if (count === 0) return null;
  const mean = told.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean, deviation: null, interval: null, count };
  // About the mean: equal differences then have no spread at all.
  const squares = told.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const half = meanHalfWidth(0, squares, count);
  return {
    mean,
    deviation: Math.sqrt(squares / (count - 1)),
    interval: { low: mean - half, high: mean + half },
    count,
  };
}

/**
 * The fewest values of a standard deviation whose mean has a 95 % interval of at most ± `halfWidth`:
 * Student's t up to 30 degrees of freedom, the normal quantile 1.96 beyond.
 */
export function seedsFor(deviation: number, halfWidth: number): number {
  for (let n = 2; n < studentT.length + 2; n += 1)
    if (quantile(n) * deviation <= halfWidth * Math.sqrt(n)) return n;
  const ratio = (1.96 * deviation) / halfWidth;
  return Math.max(studentT.length + 2, Math.ceil(ratio * ratio));
}
