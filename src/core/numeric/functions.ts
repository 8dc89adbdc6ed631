/**
 * exp, log, tanh, sin and cos from only + - * / sqrt and bit operations. The language leaves Math.exp and similar
 * functions to the implementation; these give the same bits in every browser and on every system. Accurate to about
 * 1e-13 relative, far below float32's 6e-8.
 */

const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
const halfPi = 1.5707963267948966;
/** pi/2 = halfPiHigh + halfPiLow, the first part with few bits so that k * halfPiHigh is exact. */
const halfPiHigh = 1.5707963267341256;
const halfPiLow = 6.077100506506192e-11;

/** Adding and subtracting it rounds a number below 2^50 to the nearest whole number, halves to even. */
const wholes = 1.5 * 2 ** 52;

/** 2^k for k = -1100 .. 1100. */
const powersOfTwo = new Float64Array(2201);
powersOfTwo[1100] = 1;
for (let k = 1; k <= 1100; k += 1) {
  powersOfTwo[1100 + k] = powersOfTwo[1100 + k - 1]! * 2;
  powersOfTwo[1100 - k] = powersOfTwo[1100 - k + 1]! / 2;
}

/** 2^(j / 32) for j < 32, from square roots of square roots of 2. */
const fractionsOfOctave = new Float64Array(32).fill(1);
for (let bit = 16, root = Math.sqrt(2); bit >= 1; bit /= 2, root = Math.sqrt(root)) {
  for (let j = 0; j < 32; j += 1) if ((j & bit) !== 0) fractionsOfOctave[j] = fractionsOfOctave[j]! * root;
}

/** e^x. */
export function exp(x: number): number {
  if (!(Math.abs(x) < 708)) return extremeExp(x);
  // x = n ln(2) / 32 + r; Taylor series on |r| <= ln(2) / 64; the next term is below 3e-15.
  const n = x * 46.16624130844683 + wholes - wholes;
  const r = x - n * (ln2High / 32) - n * (ln2Low / 32);
  const p = r * (1 + r * (0.5 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120)))));
  const scale = fractionsOfOctave[n & 31]! * powersOfTwo[(n >> 5) + 1100]!;
  return scale + scale * p;
}

/** e^x if it, or its power of two, is not a normal number. */
function extremeExp(x: number): number {
  if (!(x < 709.8)) return x > 0 ? Infinity : x;
  if (x < -745.2) return 0;
  const root = exp(x / 2);
  return root * root;
}

/** tanh is within 2^-53 of 1 or -1 from here on. */
const tanhEnd = 20;
const tanhSteps = 64;
/** tanh(i / tanhSteps) for i = -tanhEnd * tanhSteps .. tanhEnd * tanhSteps, by Lambert's continued fraction. */
const tanhs = new Float64Array(2 * tanhEnd * tanhSteps + 1);
for (let i = 0; i <= tanhEnd * tanhSteps; i += 1) {
  const x = i / tanhSteps;
  let fraction = 121;
  for (let k = 119; k >= 1; k -= 2) fraction = k + (x * x) / fraction;
  tanhs[tanhEnd * tanhSteps + i] = x / fraction;
  // Added last for 0, which leaves the sign of both zeros unchanged.
  tanhs[tanhEnd * tanhSteps - i] = -x / fraction;
}

/** tanh x. */
export function tanh(x: number): number {
  if (!(Math.abs(x) < tanhEnd)) return x > 0 ? 1 : x < 0 ? -1 : x;
  // tanh(i + r) = (tanh i + tanh r) / (1 + tanh i tanh r); series on |r| <= 1 / 128; the next term is below 2e-14.
  const n = x * tanhSteps + wholes - wholes;
  const r = x - n * (1 / tanhSteps);
  const q = r * r;
  const t = r * (1 - q * (1 / 3 - q * (2 / 15)));
  const near = tanhs[(n + tanhEnd * tanhSteps) | 0]!;
  return (near + t) / (1 + near * t);
}

const float = new Float64Array(1);
const bits = new Uint32Array(float.buffer);
/** Index of the word with sign and exponent. */
const high = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** Natural logarithm. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let scaled = x;
  let exponent = 0;
  if (x < 2.2250738585072014e-308) {
    scaled = x * 2 ** 54;
    exponent = -54;
  }
  float[0] = scaled;
  exponent += (bits[high]! >>> 20) - 1023;
  bits[high] = (bits[high]! & 0x000fffff) | 0x3ff00000;
  let m = float[0];
  if (m > 1.4142135623730951) {
    m /= 2;
    exponent += 1;
  }
  // log m = 2 artanh(s), s = (m - 1) / (m + 1), |s| <= 0.1716; the next term is below 1e-17.
  const s = (m - 1) / (m + 1);
  const q = s * s;
  let series = 0;
  for (let k = 21; k >= 3; k -= 2) series = (series + 1 / k) * q;
  return exponent * ln2High + (exponent * ln2Low + 2 * s * (1 + series));
}

const ln10 = 2.302585092994046;

/** Logarithm to the base 10. */
export const log10 = (x: number): number => log(x) / ln10;

/** 10^n for a whole n, as precisely as a number can be. */
export const powerOfTen = (n: number): number => Number(`1e${n}`);

/** The largest whole n with 10^n <= x, for x > 0. Exact also at whole powers, where `log10` may be slightly off. */
export const decadeOf = (x: number): number => Number(x.toExponential().split('e')[1]);

/** sin x for |x| up to about 1e5. */
export function sin(x: number): number {
  const k = Math.floor(x / halfPi + 0.5);
  return quarterWave(x - k * halfPiHigh - k * halfPiLow, ((k % 4) + 4) % 4);
}

/** cos x for |x| up to about 1e5. */
export function cos(x: number): number {
  const k = Math.floor(x / halfPi + 0.5);
  return quarterWave(x - k * halfPiHigh - k * halfPiLow, (((k + 1) % 4) + 4) % 4);
}

/** sin(r + quadrant * pi / 2) for |r| <= pi / 4. */
function quarterWave(r: number, quadrant: number): number {
  const q = r * r;
  const sine =
    r *
    (1 -
      (q / 6) *
        (1 - (q / 20) * (1 - (q / 42) * (1 - (q / 72) * (1 - (q / 110) * (1 - (q / 156) * (1 - q / 210)))))));
  const cosine =
    1 -
    (q / 2) *
      (1 - (q / 12) * (1 - (q / 30) * (1 - (q / 56) * (1 - (q / 90) * (1 - (q / 132) * (1 - q / 182))))));
  const value = quadrant % 2 === 0 ? sine : cosine;
  return quadrant < 2 ? value : -value;
}
