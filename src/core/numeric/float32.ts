/**
 * exp, log and tanh in float32 arithmetic: every operation rounds to float32, in the order written, so that four SIMD
 * lanes compute the same bits as this plain TypeScript. The coefficients are shared data. Use these in training code;
 * use functions.ts if float64 is needed.
 */

const f = Math.fround;
const list = (...values: number[]): readonly number[] => values.map(f);

/** e^x: x = n ln 2 + r; Cephes `expf` (Moshier, 1992), highest power first. */
export const expCoefficients = {
  /** Outside this range the result is that of the bound: 2^n stays a normal number. */
  lowest: f(-87),
  highest: f(88),
  perLn2: f(1.4426950408889634),
  /** ln 2 in two parts, the first with few bits so that n times it is exact. */
  ln2High: f(0.693359375),
  ln2Low: f(-2.1219444e-4),
  /** Adding and subtracting it rounds a number below 2^22 to the nearest whole number, halves to even. */
  wholes: f(1.5 * 2 ** 23),
  series: list(
    1.98756915e-4,
    1.3981999507e-3,
    8.3334519073e-3,
    4.1665795894e-2,
    1.6666665459e-1,
    5.0000001201e-1,
  ),
} as const;

const bits = new Int32Array(1);
const float = new Float32Array(bits.buffer);

/** e^x of a float32, for x in -87 .. 88; beyond, the value at that bound. Relative error below 2e-7. NaN gives NaN. */
export function exp32(x: number): number {
  const { lowest, highest, perLn2, ln2High, ln2Low, wholes, series } = expCoefficients;
  const low = x < lowest ? lowest : x;
  const inside = highest < low ? highest : low;
  const n = f(f(f(inside * perLn2) + wholes) - wholes);
  const r = f(f(inside - f(n * ln2High)) - f(n * ln2Low));
  let sum = series[0]!;
  for (let k = 1; k < 6; k += 1) sum = f(f(sum * r) + series[k]!);
  sum = f(f(f(sum * f(r * r)) + r) + 1);
  bits[0] = (n + 127) << 23;
  return f(sum * float[0]!);
}

/** log x: x = 2^n m with m around 1; Cephes `logf`, highest power first. */
export const logCoefficients = {
  root2: f(Math.SQRT2),
  ln2High: f(0.693359375),
  ln2Low: f(-2.1219444e-4),
  series: list(
    7.0376836292e-2,
    -1.151461031e-1,
    1.167699874e-1,
    -1.2420140846e-1,
    1.4249322787e-1,
    -1.6668057665e-1,
    2.0000714765e-1,
    -2.4999993993e-1,
    3.3333331174e-1,
  ),
} as const;

/** Natural logarithm of a positive normal float32, such as a sum of exponentials. NaN and infinity give NaN. */
export function log32(x: number): number {
  const { root2, ln2High, ln2Low, series } = logCoefficients;
  float[0] = x;
  const word = bits[0]!;
  let n = (word >> 23) - 127;
  bits[0] = (word & 0x007fffff) | 0x3f800000;
  let m: number = float[0];
  if (m > root2) {
    m = f(m * 0.5);
    n += 1;
  }
  m = f(m - 1);
  const square = f(m * m);
  let sum = series[0]!;
  for (let k = 1; k < 9; k += 1) sum = f(f(sum * m) + series[k]!);
  sum = f(f(sum * m) * square);
  sum = f(sum + f(n * ln2Low));
  sum = f(sum - f(square * 0.5));
  // Subtracting a non-finite number from itself gives NaN; all others add 0.
  return f(f(f(m + sum) + f(n * ln2High)) + f(x - x));
}

/** tanh x = x P(x^2) / Q(x^2) within bounds; the coefficients that Eigen and XLA use, highest power first. */
export const tanhCoefficients = {
  /** From here on tanh x is 1 in float32. */
  end: f(7.905311107635498),
  above: list(
    -2.76076847742355e-16,
    2.00018790482477e-13,
    -8.60467152213735e-11,
    5.12229709037114e-8,
    1.48572235717979e-5,
    6.37261928875436e-4,
    4.89352455891786e-3,
  ),
  below: list(1.19825839466702e-6, 1.18534705686654e-4, 2.268434632439e-3, 4.89352518554385e-3),
} as const;

/** tanh x of a float32. Relative error below 5e-7. NaN gives NaN. */
export function tanh32(x: number): number {
  const { end, above, below } = tanhCoefficients;
  const low = x < -end ? -end : x;
  const inside = end < low ? end : low;
  const square = f(inside * inside);
  let p = above[0]!;
  for (let k = 1; k < 7; k += 1) p = f(f(p * square) + above[k]!);
  let q = below[0]!;
  for (let k = 1; k < 4; k += 1) q = f(f(q * square) + below[k]!);
  return f(f(inside * p) / q);
}
