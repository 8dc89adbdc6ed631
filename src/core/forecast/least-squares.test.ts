import { describe, expect, test } from 'vitest';
import { randomStream, type RandomStream } from '../rng.ts';
import { solveLeastSquares } from './least-squares.ts';

/** Rows of standard normal features times `scales`, and a target. */
function randomProblem(
  random: RandomStream,
  scales: readonly number[],
  rows = 30,
): { x: number[][]; y: number[] } {
  const x = Array.from({ length: rows }, () => scales.map((scale) => scale * random.normal()));
  return { x, y: x.map(() => random.normal()) };
}

function sums({ x, y }: { x: number[][]; y: number[] }): { gram: Float64Array; right: Float64Array } {
  const size = x[0]!.length;
  const gram = new Float64Array(size * size);
  const right = new Float64Array(size);
  x.forEach((row, r) => {
    row.forEach((a, i) => {
      right[i]! += a * y[r]!;
      row.forEach((b, j) => {
        gram[i * size + j]! += a * b;
      });
    });
  });
  return { gram, right };
}

/** Gaussian elimination with row exchanges. */
function solveDense(gram: Float64Array, right: Float64Array): number[] {
  const n = right.length;
  const rows = Array.from({ length: n }, (_, i) => [...gram.subarray(i * n, (i + 1) * n), right[i]!]);
  for (let k = 0; k < n; k += 1) {
    const pivot = rows
      .slice(k)
      .reduce((best, row, i) => (Math.abs(row[k]!) > Math.abs(rows[best]![k]!) ? k + i : best), k);
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    for (let i = k + 1; i < n; i += 1) {
      const factor = rows[i]![k]! / rows[k]![k]!;
      for (let j = k; j <= n; j += 1) rows[i]![j]! -= factor * rows[k]![j]!;
    }
  }
  const solution = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i -= 1) {
    const known = solution.reduce((sum, value, j) => sum + (j > i ? rows[i]![j]! * value : 0), 0);
    solution[i] = (rows[i]![n]! - known) / rows[i]![i]!;
  }
  return solution;
}

describe('least squares', () => {
  test('a system solved by hand', () => {
    // 2a + b = 5, a + 3b = 10: a = 1, b = 3
    const [a, b] = solveLeastSquares(Float64Array.of(2, 1, 1, 3), Float64Array.of(5, 10));
    expect(a).toBeCloseTo(1, 6);
    expect(b).toBeCloseTo(3, 6);
  });

  test.each([[[1]], [[1, 1, 1]], [[1e-6, 1, 1e5]], [[1, 1, 1, 1, 1, 1, 1, 1]]])(
    'agrees with a dense solve for columns of size %o',
    (scales) => {
      const random = randomStream(1, 'data', scales.length);
      for (let trial = 0; trial < 20; trial += 1) {
        const { gram, right } = sums(randomProblem(random, scales));
        const ours = solveLeastSquares(gram, right);
        solveDense(gram, right).forEach((truth, i) => {
          expect(Math.abs(ours[i]! - truth) * scales[i]!).toBeLessThan(1e-6);
        });
      }
    },
  );

  test('a column that vanishes gets 0, the others their own answer', () => {
    const { x, y } = randomProblem(randomStream(2, 'data'), [1, 1]);
    const [a, b] = solveLeastSquares(...(Object.values(sums({ x, y })) as [Float64Array, Float64Array]));
    for (const tiny of [0, 1e-13]) {
      const { gram, right } = sums({ x: x.map(([u, v], r) => [u!, tiny * Math.sin(r), v!]), y });
      const [first, middle, last] = solveLeastSquares(gram, right);
      expect(middle).toBe(0);
      expect(first).toBeCloseTo(a!, 12);
      expect(last).toBeCloseTo(b!, 12);
    }
  });

  test('a small column that does not vanish is fitted', () => {
    const y = Array.from({ length: 30 }, (_, r) => Math.sin(r));
    const { gram, right } = sums({ x: y.map((value, r) => [1e-9 * value, Math.cos(r)]), y });
    expect(solveLeastSquares(gram, right)[0]! * 1e-9).toBeCloseTo(1, 6);
  });

  test('two equal columns share their coefficient', () => {
    const y = Array.from({ length: 30 }, (_, r) => Math.sin(r));
    const { gram, right } = sums({ x: y.map((value) => [value, value]), y });
    const [a, b] = solveLeastSquares(gram, right);
    expect(a! + b!).toBeCloseTo(1, 6);
    expect(a).toBeCloseTo(b!, 4);
  });

  test('columns so alike that rounding of the sums hides the difference are fitted all the same', () => {
    // Cosine of 1 + 5e-8, impossible for inner products, but within the error of float32 sums.
    const off = 1 + 5e-8;
    const [a, b] = solveLeastSquares(Float64Array.of(1, off, off, 1), Float64Array.of(2, 2));
    expect(a).toBeCloseTo(1, 5);
    expect(b).toBeCloseTo(1, 5);
  });

  test.each([
    ['no variance at all', [0, 0, 0, 0], [0, 0]],
    ['a target of nothing', [2, 1, 1, 3], [0, 0]],
    ['NaN in the sums', [NaN, 1, 1, 3], [5, 10]],
    ['Infinity in the sums', [2, 1, 1, Infinity], [5, 10]],
    ['NaN in the right side', [2, 1, 1, 3], [5, NaN]],
    ['Infinity in the right side', [2, 1, 1, 3], [Infinity, 10]],
    ['no inner products', [1, 2, 2, 1], [5, 10]],
  ])('%s gives all zeros', (_, gram, right) => {
    expect([...solveLeastSquares(Float64Array.from(gram), Float64Array.from(right))]).toEqual([0, 0]);
  });
});
