/** The lab's fits use exactly the rows they should, in whatever pieces they are computed. */
import { describe, expect, it } from 'vitest';
import type { FitSettings, PairRows } from '../forecast/basis.ts';
import { fitRows } from '../forecast/fit.ts';
import { randomStream } from '../rng.ts';
import { fitFarcaster } from './fit.ts';

/** Sequences that evolve alike, with noise; each row is recognisable by its numbers. */
function pairsOf(rows: number, horizons = 2, columns = 3): PairRows {
  const random = randomStream(3, 'calibration');
  const features = new Float64Array(rows * columns);
  const targets = new Float64Array(rows * horizons);
  for (let row = 0; row < rows; row += 1) {
    const [start, slope] = [random.normal(), random.normal()];
    for (let c = 0; c < columns; c += 1)
      features[row * columns + c] = start + slope * c + 0.1 * random.normal();
    for (let h = 0; h < horizons; h += 1)
      targets[row * horizons + h] = start + slope * (columns + h) + 0.3 * random.normal();
  }
  return { columns, rows, horizons, features, targets };
}

const free = { reading: 'none', norm: 2, weight: 0, margin: 0 } as const;
const settings: FitSettings = { loss: 'squares', bias: true, sumToOne: false, penalty: free };
const penalised: FitSettings = { ...settings, penalty: { reading: 'size', norm: 2, weight: 1, margin: 0 } };

function fitted(pairs: PairRows, how: FitSettings): { terms: number[][]; pauses: number } {
  const work = fitFarcaster(pairs, how);
  for (let pauses = 0; ; pauses += 1) {
    const step = work.next();
    if (step.done === true) return { terms: step.value.map((terms) => [...terms]), pauses };
  }
}

const plain = (pairs: PairRows, how: FitSettings): number[][] =>
  fitRows(pairs, how).map((terms) => [...terms]);

/** Rows of these numbers, in their order. */
function rowsOf(pairs: PairRows, numbers: readonly number[]): PairRows {
  const pick = (values: Float64Array, width: number): Float64Array =>
    Float64Array.from(numbers.flatMap((row) => [...values.subarray(row * width, (row + 1) * width)]));
  return {
    ...pairs,
    rows: numbers.length,
    features: pick(pairs.features, pairs.columns),
    targets: pick(pairs.targets, pairs.horizons),
  };
}

describe('a fit of the lab', () => {
  it.each<[string, Partial<FitSettings>]>([
    ['of squares', {}],
    ['of squares without a constant', { bias: false }],
    ['of absolute errors', { loss: 'absolute' }],
  ])('%s is that of all rows at once', (_, values) => {
    const pairs = pairsOf(250);
    const { terms } = fitted(pairs, { ...settings, ...values });
    plain(pairs, { ...settings, ...values }).forEach((row, h) =>
      row.forEach((value, i) => expect(terms[h]![i]).toBeCloseTo(value, 6)),
    );
  });

  it('with a penalty uses 200 rows, evenly picked if there are more', () => {
    const pairs = pairsOf(500);
    const evenly = Array.from({ length: 200 }, (_, i) => Math.floor(2.5 * i));
    expect(fitted(pairs, penalised).terms).toEqual(plain(rowsOf(pairs, evenly), penalised));
    for (const rows of [199, 200]) {
      const few = pairsOf(rows);
      expect(fitted(few, penalised).terms).toEqual(plain(few, penalised));
    }
    const one = pairsOf(201);
    const all = Array.from({ length: 200 }, (_, i) => Math.floor((201 * i) / 200));
    expect(fitted(one, penalised).terms).toEqual(plain(rowsOf(one, all), penalised));
  });

  it('with a penalty of weight 0 uses all rows', () => {
    const pairs = pairsOf(400);
    const none = { ...settings, loss: 'absolute', penalty: { ...penalised.penalty, weight: 0 } } as const;
    const { terms } = fitted(pairs, none);
    plain(pairs, none).forEach((row, h) =>
      row.forEach((value, i) => expect(terms[h]![i]).toBeCloseTo(value, 6)),
    );
  });

  it('pauses after about every 200,000 multiply-adds, and after every horizon that takes rows', () => {
    // With three inputs and two horizons a row takes 4 x (4 + 2).
    expect(fitted(pairsOf(20_000), settings).pauses).toBe(Math.floor((20_000 * 24) / 200_000));
    expect(fitted(pairsOf(50, 4), { ...settings, loss: 'absolute' }).pauses).toBe(4);
  });
});
