import { describe, expect, it } from 'vitest';
import { randomStream } from '../rng.ts';
import { jacobiEigen, principalPlane } from './principal.ts';

/** Runs a job to its end. */
function ended<T>(job: Generator<void, T>): T {
  for (;;) {
    const step = job.next();
    if (step.done === true) return step.value;
  }
}

describe('eigenvalues by rotations', () => {
  it('are those of a matrix known by hand, with their vectors', () => {
    // [[2, 1], [1, 2]] has 3 along (1, 1) and 1 along (1, -1).
    const { values, vectors } = ended(jacobiEigen(Float64Array.from([2, 1, 1, 2]), 2));
    expect(values[0]).toBeCloseTo(3, 12);
    expect(values[1]).toBeCloseTo(1, 12);
    expect(Math.abs(vectors[0]! + vectors[1]!)).toBeCloseTo(Math.SQRT2, 12);
    expect(vectors[2]! + vectors[3]!).toBeCloseTo(0, 12);
  });

  it('satisfy A v = lambda v for a random symmetric matrix, in falling order', () => {
    const size = 12;
    const random = randomStream(3, 'data');
    const matrix = new Float64Array(size * size);
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        const value = random.normal();
        matrix[i * size + j] = value;
        matrix[j * size + i] = value;
      }
    }
    const { values, vectors } = ended(jacobiEigen(matrix, size));
    for (let v = 0; v < size; v += 1) {
      if (v > 0) expect(values[v]).toBeLessThanOrEqual(values[v - 1]!);
      for (let i = 0; i < size; i += 1) {
        let product = 0;
        for (let j = 0; j < size; j += 1) product += matrix[i * size + j]! * vectors[v * size + j]!;
        expect(product).toBeCloseTo(values[v]! * vectors[v * size + i]!, 9);
      }
    }
  });
});

describe('the plane of most spread', () => {
  // In three dimensions: steps of 3 along (0, 0, 1) and of 1 along (1, 0, 0), about (5, 5, 5).
  const rows = [
    [5, 5, 2],
    [5, 5, 8],
    [4, 5, 5],
    [6, 5, 5],
  ].map((row) => Float32Array.from(row));

  it('places rows at their distances along both axes, with the explained variance', () => {
    const { places, explained } = ended(principalPlane(rows));
    const round = (value: number): number => Math.round(value * 1e6) / 1e6;
    expect(Array.from(places, (value) => Math.abs(round(value)))).toEqual([3, 0, 3, 0, 0, 1, 0, 1]);
    expect(places[0]).toBeCloseTo(-places[2]!, 9);
    expect(places[5]).toBeCloseTo(-places[7]!, 9);
    // Variances 2 x 3^2 and 2 x 1^2.
    expect(explained[0]).toBeCloseTo(0.9, 9);
    expect(explained[1]).toBeCloseTo(0.1, 9);
  });

  it('lets the first axis point from the first row to the last', () => {
    const { places } = ended(principalPlane([...rows].reverse().slice(2)));
    expect(places[0]).toBeCloseTo(-3, 9);
    expect(places[2]).toBeCloseTo(3, 9);
  });

  it('does not mind rows that are all equal', () => {
    const { places, explained } = ended(principalPlane([rows[0]!, rows[0]!, rows[0]!]));
    expect([...places].every((place) => place === 0)).toBe(true);
    expect(explained).toEqual([0, 0]);
  });
});
