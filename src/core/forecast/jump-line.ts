/**
 * The line w_n + g d through an anchor w_n and a forecast, d = yhat - w_n: the position on it where a jump landed,
 * the projection of other weights onto it, and the anchor itself if only the weights after the jump are known.
 */
import type { Terms } from './basis.ts';

/** The forecast of one tensor from the inputs c_0 .. c_{p-1} = w_n of its window. */
export interface TensorForecast {
  /** Range of the flat weight vector. */
  readonly offset: number;
  readonly length: number;
  /** [p + 1]: yhat = sum_i terms[i] c_i + terms[p]. */
  readonly terms: Terms;
  /** Whether a jump moves it. */
  readonly jumps: boolean;
}

export interface JumpLine {
  /** [parameter]: w_n. */
  readonly origin: Float32Array;
  /** [parameter]: yhat - w_n; 0 in tensors that do not jump. */
  readonly direction: Float32Array;
}

/** Minimum of |1 + alpha (A_n - 1)| for which the anchor is reconstructed: rounding errors grow by its inverse. */
const minFactor = 0.05;

/**
 * The anchor w_n, reconstructed from the weights after a jump w' = w_n + alpha (yhat - w_n): w_n = (w' - alpha
 * (sum_{i<n} A_i c_i + b)) / (1 + alpha (A_n - 1)). `before` are the inputs without the anchor, in order. Null if a
 * divisor is too small.
 */
export function anchorBeforeJump(
  after: Float32Array,
  before: readonly Float32Array[],
  tensors: readonly TensorForecast[],
  alpha: number,
): Float32Array | null {
  const anchor = after.slice();
  const last = before.length;
  for (const { offset, length, terms, jumps } of tensors) {
    if (!jumps) continue;
    const factor = 1 + alpha * (terms[last]! - 1);
    if (!(Math.abs(factor) >= minFactor)) return null;
    for (let p = offset; p < offset + length; p += 1) {
      let sum = terms[last + 1]!;
      for (let i = 0; i < last; i += 1) sum += terms[i]! * before[i]![p]!;
      anchor[p] = (after[p]! - alpha * sum) / factor;
    }
  }
  return anchor;
}

/** The forecast of one weight from inputs c_0 .. c_{p-1}. */
function forecastAt(columns: readonly Float32Array[], terms: Terms, p: number): number {
  let sum = terms[columns.length]!;
  for (let i = 0; i < columns.length; i += 1) sum += terms[i]! * columns[i]![p]!;
  return sum;
}

/** The forecast [parameter] of all weights, including those that would not jump. */
export function forecastOf(
  columns: readonly Float32Array[],
  tensors: readonly TensorForecast[],
): Float32Array {
  const forecast = new Float32Array(columns.at(-1)!.length);
  for (const { offset, length, terms } of tensors) {
    for (let p = offset; p < offset + length; p += 1) forecast[p] = forecastAt(columns, terms, p);
  }
  return forecast;
}

/** The line through the last of `columns`, the anchor, and its forecast. */
export function jumpLine(columns: readonly Float32Array[], tensors: readonly TensorForecast[]): JumpLine {
  const origin = columns.at(-1)!;
  const direction = new Float32Array(origin.length);
  for (const { offset, length, terms, jumps } of tensors) {
    if (!jumps) continue;
    for (let p = offset; p < offset + length; p += 1)
      direction[p] = forecastAt(columns, terms, p) - origin[p]!;
  }
  return { origin, direction };
}

/** Weights [parameter] at g: w_n + g d. */
export const onLine = ({ origin, direction }: JumpLine, g: number): Float32Array =>
  origin.map((value, p) => value + g * direction[p]!);

/** Position of weights relative to a line. */
export interface Projection {
  /** g of the nearest point on the line; NaN for a line of length 0. */
  readonly g: number;
  /** Their distance from that point, relative to the length of the line from g = 0 to 1. */
  readonly apart: number;
}

export function projectionOn({ origin, direction }: JumpLine, weights: Float32Array): Projection {
  let along = 0;
  let square = 0;
  let whole = 0;
  for (let p = 0; p < origin.length; p += 1) {
    const apart = weights[p]! - origin[p]!;
    along += apart * direction[p]!;
    square += direction[p]! * direction[p]!;
    whole += apart * apart;
  }
  if (!(square > 0)) return { g: NaN, apart: NaN };
  return { g: along / square, apart: Math.sqrt(Math.max(0, whole - (along * along) / square) / square) };
}
