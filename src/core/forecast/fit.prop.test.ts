import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomStream } from '../rng.ts';
import type { FitSettings, PairRows } from './basis.ts';
import { fitRows, fitSquares } from './fit.ts';
import { gramOf, plainFit } from './testing/trajectories.ts';

/** Weight sequences: inputs and targets from a random walk with drift, rounded to float32. */
function walks(seed: number, rows: number, columns: number, horizons: number, scale = 1): PairRows {
  const random = randomStream(seed, 'data');
  const features: number[] = [];
  const targets: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    const drift = 0.1 * random.normal();
    let at = random.normal();
    const next = (): number => Math.fround((at += drift + 0.03 * random.normal())) * scale;
    for (let c = 0; c < columns; c += 1) features.push(next());
    for (let h = 0; h < horizons; h += 1) targets.push(next());
  }
  return {
    columns,
    rows,
    horizons,
    features: Float64Array.from(features),
    targets: Float64Array.from(targets),
  };
}

const settings: fc.Arbitrary<FitSettings> = fc.record({
  loss: fc.constantFrom('squares', 'absolute', 'huber'),
  bias: fc.boolean(),
  sumToOne: fc.boolean(),
  penalty: fc.record({
    reading: fc.constantFrom('none', 'size', 'worst', 'shrinking', 'rest'),
    norm: fc.constantFrom(1, 2),
    weight: fc.constantFrom(0.01, 0.1, 1),
    margin: fc.constantFrom(0, 0.01),
  }),
});
const shape = fc.record({
  seed: fc.nat(1000),
  rows: fc.integer({ min: 30, max: 60 }),
  columns: fc.integer({ min: 2, max: 5 }),
  horizons: fc.integer({ min: 1, max: 4 }),
});

describe('every fit', () => {
  test('keeps to its constraints: no bias is 0, a sum of one is one', () => {
    fc.assert(
      fc.property(shape, settings, ({ seed, rows, columns, horizons }, chosen) => {
        for (const terms of fitRows(walks(seed, rows, columns, horizons), chosen)) {
          expect(terms.every(Number.isFinite)).toBe(true);
          // A heavy penalty can turn any forecast into persistence.
          const plain = chosen.penalty.reading === 'none';
          if (!chosen.bias) expect(terms[columns]).toBe(0);
          else if (plain) expect(terms[columns]).not.toBe(0);
          const sum = terms.subarray(0, columns).reduce((total, value) => total + value, 0);
          if (chosen.sumToOne) expect(sum).toBeCloseTo(1, 12);
          else if (plain) expect(Math.abs(sum - 1)).toBeGreaterThan(1e-9);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('is bit-identical for weights twice or half as large', () => {
    fc.assert(
      fc.property(shape, settings, fc.integer({ min: -9, max: 9 }), (size, chosen, power) => {
        const scale = 2 ** power;
        const { seed, rows, columns, horizons } = size;
        const { penalty, loss } = chosen;
        // Squared losses scale with the square of the weights, L_grad with the weights.
        const weight = loss === 'absolute' ? penalty.weight : penalty.weight * scale;
        const scaled = { ...chosen, penalty: { ...penalty, weight, margin: penalty.margin * scale } };
        const small = fitRows(walks(seed, rows, columns, horizons), chosen);
        const large = fitRows(walks(seed, rows, columns, horizons, scale), scaled);
        large.forEach((terms, h) => {
          const expected = small[h]!.slice();
          expected[columns]! *= scale;
          expect(terms).toEqual(expected);
        });
      }),
      { numRuns: 60 },
    );
  });

  test('by squares from rows is the one from sums', () => {
    fc.assert(
      fc.property(shape, fc.boolean(), fc.boolean(), (size, bias, sumToOne) => {
        const chosen = { ...plainFit, bias, sumToOne };
        const pairs = walks(size.seed, size.rows, size.columns, size.horizons);
        fitRows(pairs, chosen).forEach((terms, h) => {
          fitSquares(gramOf(pairs, h), pairs.columns, chosen).forEach((value, i) => {
            expect(terms[i]).toBeCloseTo(value, 9);
          });
        });
      }),
    );
  });

  test('by squares leaves residuals that no feature explains', () => {
    fc.assert(
      fc.property(shape, ({ seed, rows, columns }) => {
        const pairs = walks(seed, rows, columns, 1);
        const [terms] = fitRows(pairs, plainFit);
        for (let c = 0; c <= columns; c += 1) {
          let inner = 0;
          for (let row = 0; row < rows; row += 1) {
            let residual = pairs.targets[row]! - terms![columns]!;
            for (let i = 0; i < columns; i += 1) residual -= terms![i]! * pairs.features[row * columns + i]!;
            inner += residual * (c < columns ? pairs.features[row * columns + c]! : 1);
          }
          expect(Math.abs(inner)).toBeLessThan(1e-5);
        }
      }),
    );
  });
});
