/** Whitened features: a change of coordinates in which the features of a design are orthonormal over its rows. */
import { cholesky, solveTransposed } from '../least-squares.ts';
import type { Design } from './design.ts';

const ridge = 1e-8;

export interface Whitened {
  readonly width: number;
  /** [row, width], with features' features / rows = I (but for a ridge of 1e-8). */
  readonly features: Float64Array;
  /** Coefficients [free feature] of the design from those [width] on the whitened features. */
  readonly colour: (coefficients: Float64Array) => Float64Array;
}

/**
 * Whitens by the Cholesky factor of the features' inner products; features without variance are left out. Null if
 * none remain.
 */
export function whiten({ features, rows, free }: Design): Whitened | null {
  const all = free.length;
  const squares = new Float64Array(all);
  for (let at = 0; at < features.length; at += 1)
    squares[at % all]! += (features[at]! * features[at]!) / rows;
  const largest = Math.max(...squares);
  const kept = free.map((_, i) => i).filter((i) => squares[i]! > 1e-24 * largest);
  const width = kept.length;
  const scale = kept.map((i) => 1 / Math.sqrt(squares[i]!));
  const result = new Float64Array(rows * width);
  const gram = new Float64Array(width * width);
  for (let row = 0; row < rows; row += 1) {
    for (let i = 0; i < width; i += 1) {
      const value = features[row * all + kept[i]!]! * scale[i]!;
      result[row * width + i] = value;
      for (let j = 0; j <= i; j += 1) gram[i * width + j]! += (value * result[row * width + j]!) / rows;
    }
  }
  const factor = cholesky(gram, width, ridge);
  if (width === 0 || factor === null) return null;
  for (let at = 0; at < result.length; at += width) {
    for (let i = 0; i < width; i += 1) {
      let sum = result[at + i]!;
      for (let k = 0; k < i; k += 1) sum -= factor[i * width + k]! * result[at + k]!;
      result[at + i] = sum / factor[i * width + i]!;
    }
  }
  const colour = (coefficients: Float64Array): Float64Array => {
    const solution = coefficients.slice();
    solveTransposed(factor, width, solution);
    const full = new Float64Array(all);
    kept.forEach((i, a) => {
      full[i] = solution[a]! * scale[a]!;
    });
    return full;
  };
  return { width, features: result, colour };
}
