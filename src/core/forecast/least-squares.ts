/** Least squares from Gram sums: a tiny float64 Cholesky solve with column scaling and a ridge. */

/** Relative ridge on the scaled, unit-diagonal system. */
const ridge = 1e-8;

/** A column whose square sum is below this share of the largest has no variance to fit. */
const vanishing = 1e-24;

/**
 * Coefficients c that minimise |X c - y|^2, from G = X'X [size, size] row-major and b = X'y [size].
 * Columns are scaled to unit diagonal; a column that vanishes gets coefficient 0. Non-finite sums give
 * all zeros: the forecast then stays where it is.
 */
export function solveLeastSquares(gram: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const solution = new Float64Array(size);
  if (!gram.every(Number.isFinite) || !right.every(Number.isFinite)) return solution;
  const diagonal = Array.from(right, (_, i) => gram[i * size + i]!);
  const largest = Math.max(...diagonal);
  const kept = diagonal.flatMap((value, i) => (value > vanishing * largest ? [i] : []));
  const scale = kept.map((i) => 1 / Math.sqrt(diagonal[i]!));

  const n = kept.length;
  const factor = new Float64Array(n * n);
  const z = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = gram[kept[i]! * size + kept[j]!]! * scale[i]! * scale[j]! + (i === j ? ridge : 0);
      for (let k = 0; k < j; k += 1) sum -= factor[i * n + k]! * factor[j * n + k]!;
      if (i === j && !(sum > 0)) return solution;
      factor[i * n + j] = i === j ? Math.sqrt(sum) : sum / factor[j * n + j]!;
    }
    let sum = right[kept[i]!]! * scale[i]!;
    for (let k = 0; k < i; k += 1) sum -= factor[i * n + k]! * z[k]!;
    z[i] = sum / factor[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    let sum = z[i]!;
    for (let k = i + 1; k < n; k += 1) sum -= factor[k * n + i]! * z[k]!;
    z[i] = sum / factor[i * n + i]!;
    solution[kept[i]!] = z[i]! * scale[i]!;
  }
  return solution;
}
