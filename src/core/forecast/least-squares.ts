/** Least squares from Gram sums: a tiny float64 Cholesky solve with column scaling and a ridge. */

/** Relative ridge on the scaled, unit-diagonal system. */
const usualRidge = 1e-8;
/** Where rounding in the sums has left even that indefinite (many columns that are nearly alike). */
const strongRidge = 1e-6;

/** A column whose square sum is below this share of the largest has no variance to fit. */
const vanishing = 1e-24;

/**
 * Coefficients c that minimise |X c - y|^2, from G = X'X [size, size] row-major and b = X'y [size].
 * Columns are scaled to unit diagonal; a column that vanishes gets coefficient 0. Non-finite sums give
 * all zeros: the forecast then stays where it is. So do sums that are no inner products.
 */
export function solveLeastSquares(gram: Float64Array, right: Float64Array, ridge = usualRidge): Float64Array {
  const size = right.length;
  const solution = new Float64Array(size);
  if (!gram.every(Number.isFinite) || !right.every(Number.isFinite)) return solution;
  const diagonal = Array.from(right, (_, i) => gram[i * size + i]!);
  const largest = Math.max(...diagonal);
  const kept = diagonal.flatMap((value, i) => (value > vanishing * largest ? [i] : []));
  const scale = kept.map((i) => 1 / Math.sqrt(diagonal[i]!));
  const scaled = Float64Array.from(
    kept.flatMap((i, a) => kept.map((j, b) => gram[i * size + j]! * scale[a]! * scale[b]!)),
  );
  const factor = cholesky(scaled, kept.length, ridge) ?? cholesky(scaled, kept.length, strongRidge);
  if (factor === null) return solution;
  const scaledSolution = solveFactored(
    factor,
    Float64Array.from(kept, (i, a) => right[i]! * scale[a]!),
  );
  kept.forEach((i, a) => {
    solution[i] = scaledSolution[a]! * scale[a]!;
  });
  return solution;
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

/** Solves L L' x = right [n]. */
function solveFactored(factor: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const solution = right.slice();
  for (let i = 0; i < n; i += 1) {
    let sum = solution[i]!;
    for (let k = 0; k < i; k += 1) sum -= factor[i * n + k]! * solution[k]!;
    solution[i] = sum / factor[i * n + i]!;
  }
  solveTransposed(factor, solution);
  return solution;
}

/** Solves L' x = x in place, L lower triangular [n, n]. */
export function solveTransposed(factor: Float64Array, solution: Float64Array): void {
  const n = solution.length;
  for (let i = n - 1; i >= 0; i -= 1) {
    let sum = solution[i]!;
    for (let k = i + 1; k < n; k += 1) sum -= factor[k * n + i]! * solution[k]!;
    solution[i] = sum / factor[i * n + i]!;
  }
}
