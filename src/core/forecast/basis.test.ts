import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { basisColumns, basisOfTerms, basisSize, freeFeatures, stayTerms, termsOfBasis } from './basis.ts';
import { plainFit } from './testing/trajectories.ts';

const number = fc.integer({ min: -1000, max: 1000 }).map((value) => value / 64);

/** Values of p inputs and as many coefficients of the basis as there are features. */
const problem = fc.integer({ min: 2, max: 25 }).chain((p) =>
  fc.record({
    values: fc.array(number, { minLength: p, maxLength: p }),
    target: number,
    coefficients: fc.array(number, { minLength: p + 1, maxLength: p + 1 }),
  }),
);

const basisOf = (values: readonly number[], target: number): number[] => {
  const last = values.at(-1)!;
  return [...values.slice(0, -1).map((value) => last - value), values[0]!, 1, target - last];
};

const dot = (a: ArrayLike<number>, b: readonly number[]): number =>
  b.reduce((sum, value, i) => sum + value * a[i]!, 0);

describe('the difference basis', () => {
  test('of two columns is w_n - w_0, w_0, 1 and y - w_n', () => {
    // prettier-ignore
    expect([...basisColumns(2)]).toEqual([
      -1, 1, 0, 0,
      1, 0, 0, 0,
      0, 0, 0, 1,
      0, -1, 1, 0,
    ]);
  });

  test('of any number of inputs is their linear combination', () => {
    fc.assert(
      fc.property(problem, ({ values, target }) => {
        const size = basisSize(values.length);
        const mixed = Array.from({ length: size }, (_, i) =>
          dot(basisColumns(values.length).subarray(i * size, (i + 1) * size), [...values, target, 1]),
        );
        expect(mixed).toEqual(basisOf(values, target));
      }),
    );
  });

  test('is the same model: the terms forecast what the basis does', () => {
    fc.assert(
      fc.property(problem, ({ values, coefficients }) => {
        const terms = termsOfBasis(Float64Array.from(coefficients));
        const displacement = dot(Float64Array.from(coefficients), basisOf(values, 0).slice(0, -1));
        expect(dot(terms, [...values, 1])).toBe(values.at(-1)! + displacement);
      }),
    );
  });

  test('there and back', () => {
    fc.assert(
      fc.property(problem, ({ coefficients }) => {
        const there = termsOfBasis(Float64Array.from(coefficients));
        expect([...basisOfTerms(there)]).toEqual(coefficients);
      }),
    );
  });

  test.each([2, 3, 8])('with %d columns, no coefficients at all stay', (columns) => {
    expect(termsOfBasis(new Float64Array(columns + 1))).toEqual(stayTerms(columns));
    expect(basisOfTerms(stayTerms(columns))).toEqual(new Float64Array(columns + 1));
    expect(
      dot(
        stayTerms(columns),
        Array.from({ length: columns + 1 }, (_, i) => i + 1),
      ),
    ).toBe(columns);
  });

  test('what the settings leave free', () => {
    expect(freeFeatures(3, plainFit)).toEqual([0, 1, 2, 3]);
    expect(freeFeatures(3, { ...plainFit, bias: false })).toEqual([0, 1, 2]);
    expect(freeFeatures(3, { ...plainFit, sumToOne: true })).toEqual([0, 1, 3]);
    expect(freeFeatures(2, { ...plainFit, bias: false, sumToOne: true })).toEqual([0]);
  });
});
