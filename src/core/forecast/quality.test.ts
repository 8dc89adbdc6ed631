import { describe, expect, test } from 'vitest';
import { stayTerms, type PairRows } from './basis.ts';
import { endpointTerms } from './rivals/lines.ts';
import { displacementSums, qualityOf } from './quality.ts';
import { gramOf } from './testing/trajectories.ts';

/** Pairs from (w_0, w_n, actual). */
const pairsFrom = (rows: readonly (readonly [number, number, number])[]): PairRows => ({
  columns: 2,
  rows: rows.length,
  horizons: 1,
  features: Float64Array.from(rows.flatMap(([first, last]) => [first, last])),
  targets: Float64Array.from(rows, ([, , target]) => target),
});

/** Cosine and length ratio, computed from the displacements themselves. */
function byHand(rows: readonly (readonly [number, number, number])[], terms: Float64Array): number[] {
  const forecast = rows.map(([first, last]) => terms[0]! * first + terms[1]! * last + terms[2]! - last);
  const actual = rows.map(([, last, target]) => target - last);
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const norms = Math.sqrt(dot(forecast, forecast) * dot(actual, actual));
  return [dot(forecast, actual) / norms, Math.sqrt(dot(forecast, forecast) / dot(actual, actual))];
}

const kernel = [
  [0, 1, 1.5],
  [2, 1.5, 1.8],
  [-1, 3, 3.2],
] as const;
const bias = [
  [0.5, 0.25, -1],
  [1, 1.5, 1.75],
] as const;
const terms = Float64Array.of(-0.4, 1.3, 0.05);

describe('the quality of a forecast', () => {
  test('is that of its displacements, by tensor and of all together', () => {
    const sums = [kernel, bias].map((rows) => displacementSums(gramOf(pairsFrom(rows)), 2, terms));
    const check = (parts: typeof sums, rows: readonly (readonly [number, number, number])[]): void => {
      const [cosine, normRatio] = byHand(rows, terms);
      expect(qualityOf(parts).cosine).toBeCloseTo(cosine!, 12);
      expect(qualityOf(parts).normRatio).toBeCloseTo(normRatio!, 12);
    };
    check([sums[0]!], kernel);
    check([sums[1]!], bias);
    check(sums, [...kernel, ...bias]);
  });

  test('takes other terms for other tensors', () => {
    const half = Float64Array.of(-0.5, 1.5, 0);
    const sums = [
      displacementSums(gramOf(pairsFrom(kernel)), 2, terms),
      displacementSums(gramOf(pairsFrom(bias)), 2, half),
    ];
    const forecast = [...kernel, ...bias].map(([first, last], i) =>
      i < 3 ? -0.4 * first + 0.3 * last + 0.05 : 0.5 * (last - first),
    );
    const actual = [...kernel, ...bias].map(([, last, target]) => target - last);
    const inner = forecast.reduce((sum, value, i) => sum + value * actual[i]!, 0);
    const square = (of: readonly number[]): number => of.reduce((sum, value) => sum + value * value, 0);
    expect(qualityOf(sums).cosine).toBeCloseTo(inner / Math.sqrt(square(forecast) * square(actual)), 12);
  });

  test('is perfect for the truth, and says by how much a line overshoots', () => {
    const straight = [
      [0, 1, 1.5],
      [2, 4, 5],
    ] as const;
    const sums = (horizon: number): ReturnType<typeof displacementSums>[] => [
      displacementSums(gramOf(pairsFrom(straight)), 2, endpointTerms(horizon, 10)),
    ];
    expect(qualityOf(sums(5)).cosine).toBeCloseTo(1, 12);
    expect(qualityOf(sums(5)).normRatio).toBeCloseTo(1, 12);
    expect(qualityOf(sums(20)).normRatio).toBeCloseTo(4, 12);
    expect(qualityOf(sums(-5)).cosine).toBeCloseTo(-1, 12);
  });

  test('is no number where there is no displacement', () => {
    const gram = gramOf(pairsFrom(kernel));
    expect(qualityOf([displacementSums(gram, 2, stayTerms(2))])).toEqual({ cosine: NaN, normRatio: 0 });
    const still = gramOf(pairsFrom([[0, 1, 1]]));
    expect(qualityOf([displacementSums(still, 2, terms)])).toEqual({ cosine: NaN, normRatio: NaN });
  });
});
