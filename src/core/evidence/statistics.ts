/** Small statistics: the median, and the mean of paired differences with its interval. */

/** Infinite values ("never") rank last on their side: if half of the values are infinite, so is the median. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const sum = sorted[sorted.length % 2 === 1 ? middle : middle - 1]! + sorted[middle]!;
  return Number.isNaN(sum) ? 0 : sum / 2;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 % quantiles of Student's t for 1..30 degrees of freedom; 1.96 is close beyond. */
const studentT = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
] as const;

/** The quantile for the mean of n values. */
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
  /** Standard deviation of the differences; null, like the interval, for a single pair. */
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
  // Taken about the mean, so that equal differences have exactly zero spread.
  const squares = told.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const half = meanHalfWidth(0, squares, count);
  return {
    mean,
    deviation: Math.sqrt(squares / (count - 1)),
    interval: { low: mean - half, high: mean + half },
    count,
  };
}
