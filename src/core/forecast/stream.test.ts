import { describe, expect, test } from 'vitest';
import { randomStream } from '../rng.ts';
import { fitRows, fitSquares } from './fit.ts';
import { GramStream } from './stream.ts';
import { gramOf, plainFit } from './testing/trajectories.ts';

/** Inputs and targets of `rows` random-walk weights, one after the other. */
function weights(rows: number, count: number): Float32Array[] {
  const random = randomStream(1, 'data');
  const start = Float32Array.from({ length: rows }, () => random.normal());
  const drift = Float32Array.from({ length: rows }, () => 0.1 * random.normal());
  return Array.from({ length: count }, (_, t) =>
    start.map((value, r) => value + t * drift[r]! + 0.01 * random.normal()),
  );
}

const cut = (all: readonly Float32Array[], from: number, to: number): Float32Array[] =>
  all.map((values) => values.subarray(from, to));

describe.each([
  [2, 1],
  [2, 8],
  [3, 2],
  [4, 3],
  [7, 3],
])('sums of %d columns and %d horizons', (columns, horizons) => {
  const rows = 2500;
  const all = weights(rows, columns + horizons);
  const pairs = {
    columns,
    rows,
    horizons,
    features: Float64Array.from(
      { length: rows * columns },
      (_, i) => all[i % columns]![Math.floor(i / columns)]!,
    ),
    targets: Float64Array.from(
      { length: rows * horizons },
      (_, i) => all[columns + (i % horizons)]![Math.floor(i / horizons)]!,
    ),
  };
  const streamed = (cuts: readonly number[]): GramStream => {
    const stream = new GramStream(columns, horizons);
    cuts.forEach((to, i) => {
      const chunk = cut(all, cuts[i - 1] ?? 0, to);
      stream.add(chunk.slice(0, columns), chunk.slice(columns));
    });
    return stream;
  };

  test('are those of the basis, and give the fit of the rows', () => {
    const stream = streamed([rows]);
    expect(stream.rows).toBe(rows);
    const fitted = fitRows(pairs, plainFit);
    stream.grams().forEach((gram, h) => {
      gramOf(pairs, h).forEach((value, i) => {
        expect(Math.abs(gram[i]! - value)).toBeLessThan(1e-11 * rows);
      });
      fitSquares(gram, columns, plainFit).forEach((value, i) => {
        expect(value).toBeCloseTo(fitted[h]![i]!, 8);
      });
    });
  });

  test('do not depend on how the rows come', () => {
    const whole = streamed([rows]).grams();
    expect(streamed([1024, 2048, rows]).grams()).toEqual(whole);
    expect(streamed([2048, rows]).grams()).toEqual(whole);
    streamed([1, 700, 701, 2300, rows])
      .grams()
      .forEach((gram, h) => {
        gram.forEach((value, i) => {
          expect(Math.abs(value - whole[h]![i]!)).toBeLessThan(1e-11 * rows);
        });
      });
  });
});

test('chunks of another shape are refused and change nothing', () => {
  const stream = new GramStream(2, 1);
  const [a, b, c] = weights(10, 3) as [Float32Array, Float32Array, Float32Array];
  expect(() => stream.add([a], [c])).toThrow(RangeError);
  expect(() => stream.add([a, b], [c, c])).toThrow(RangeError);
  expect(() => stream.add([a, b.subarray(1)], [c])).toThrow(RangeError);
  expect(stream.rows).toBe(0);
  expect(stream.grams()).toEqual([new Float64Array(16)]);
  stream.add([a, b], [c]);
  expect(stream.rows).toBe(10);
  expect(() => new GramStream(1, 1)).toThrow(RangeError);
  expect(() => new GramStream(2, 0)).toThrow(RangeError);
});
