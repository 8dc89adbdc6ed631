/** Least squares from inner products: a small float64 Cholesky solve with column scaling and a ridge. */

/** Relative ridge on the scaled, unit-diagonal system. */
const usualRidge = 1e-8;
/** Ridge used if rounding has made even that system indefinite (many nearly identical columns). */
const strongRidge = 1e-6;

/** A column whose sum of squares is below this fraction of the largest has no variance to fit. */
const vanishing = 1e-24;

/**
 * Coefficients c that minimise |X c - y|^2, from G = X'X [size, size] row-major and b = X'y [size]. Columns are
 * scaled to unit diagonal; a column without variance gets coefficient 0. Returns all zeros, which is the persistence
 * forecast, if the sums are not finite or cannot be inner products.
 */
export const solveLeastSquares = (
  gram: Float64Array,
  right: Float64Array,
  ridge = usualRidge,
): Float64Array => leastSquaresSolver(gram, right.length, ridge)(right);

/** The same for many y with one X: what depends only on X is computed once. */
export function leastSquaresSolver(
  gram: Float64Array,
  size: number,
  ridge = usualRidge,
): (right: Float64Array) => Float64Array {
  const system = gram.every(Number.isFinite) ? scaledSystem(gram, size) : null;
  if (system === null) return () => new Float64Array(size);
  const { kept, scale, matrix } = system;
  const factor = cholesky(matrix, kept.length, ridge) ?? cholesky(matrix, kept.length, strongRidge);
  return (right) => {
    const solution = new Float64Array(size);
    if (factor === null || !right.every(Number.isFinite)) return solution;
    for (let a = 0; a < kept.length; a += 1) solution[a] = right[kept[a]!]! * scale[a]!;
    solveFactored(factor, kept.length, solution);
    // From the last element on, so that elements move only to places that are already free.
    for (let a = kept.length - 1; a >= 0; a -= 1) {
      const value = solution[a]! * scale[a]!;
      solution[a] = 0;
      solution[kept[a]!] = value;
    }
    return solution;
  };
}

interface ScaledSystem {
  /** Columns with variance. */
  readonly kept: readonly number[];
  /** For each of these columns, the factor that makes its sum of squares 1. */
  readonly scale: readonly number[];
  /** [column, column] of these columns. */
  readonly matrix: Float64Array;
}

function scaledSystem(gram: Float64Array, size: number): ScaledSystem {
  let largest = -Infinity;
  for (let i = 0; i < size; i += 1) largest = Math.max(largest, gram[i * size + i]!);
  const kept: number[] = [];
  const scale: number[] = [];
  for (let i = 0; i < size; i += 1) {
    const square = gram[i * size + i]!;
    if (!(square > vanishing * largest)) continue;
    kept.push(i);
    scale.push(1 / Math.sqrt(square));
  }
  const matrix = new Float64Array(kept.length * kept.length);
  for (let a = 0; a < kept.length; a += 1) {
    for (let b = 0; b < kept.length; b += 1)
      matrix[a * kept.length + b] = gram[kept[a]! * size + kept[b]!]! * scale[a]! * scale[b]!;
  }
  return { kept, scale, matrix };
}

/** The lower triangle L [n, n] with L L' = A + ridge I for a symmetric A [n, n]; null if A + ridge I is not positive definite. */
export function cholesky(matrix: Float64Array, n: number, ridge: number): Float64Array | null {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = matrix[i * n + j]! + (i === j ? ridge : 0);
      for (let k = 0; k < j; k += 1) sum -= factor[i * n + k]! * factor[j * n + k]!;
      if (i === j && !(sum > 0)) return null;
      factor[i * n + j] = i === j ? Math.sqrt(sum) : sum / factor[j * n + j]!;
    }
  }
  return factor;
}

/** Solves L L' x = x in place for the first n numbers of x, L lower triangular [n, n]. */
function solveFactored(factor: Float64Array, n: number, solution: Float64Array): void {
  for (let i = 0; i < n; i += 1) {
    let sum = solution[i]!;
    for (let k = 0; k < i; k += 1) sum -= factor[i * n + k]! * solution[k]!;
    solution[i] = sum / factor[i * n + i]!;
  }
  solveTransposed(factor, n, solution);
}

/** Solves L' x = x in place for the first n numbers of x, L lower triangular [n, n]. */
export function solveTransposed(factor: Float64Array, n: number, solution: Float64Array): void {
  for (let i = n - 1; i >= 0; i -= 1) {
    let sum = solution[i]!;
    for (let k = i + 1; k < n; k += 1) sum -= factor[k * n + i]! * solution[k]!;
    solution[i] = sum / factor[i * n + i]!;
  }
}
