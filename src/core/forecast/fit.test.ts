import { Matrix, solve } from 'ml-matrix';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { randomStream } from '../rng.ts';
import { basisSize, stayTerms, termsOfBasis, type FitSettings, type PairRows, type Terms } from './basis.ts';
import { fitRows, fitSquares, needsRows } from './fit.ts';
import { designOf, termsOfFree } from './fits/design.ts';
import { solveLeastSquares } from './least-squares.ts';
import { endpointTerms } from './rivals/lines.ts';
import { closedForm } from './rates.ts';
import figures from './testing/numpy.json';
import { gramOf, pairsOf, parseTrajectories, plainFit } from './testing/trajectories.ts';

const values = parseTrajectories(readFileSync(join(import.meta.dirname, 'testing/trajectories.bin')));

const settingsOf = (
  { bias, sumToOne }: Pick<FitSettings, 'bias' | 'sumToOne'>,
  loss: FitSettings['loss'],
): FitSettings => ({ ...plainFit, bias, sumToOne, loss });

/** Largest difference, relative to the largest coefficient. */
const distance = (a: ArrayLike<number>, b: readonly number[]): number =>
  Math.max(...b.map((value, i) => Math.abs(value - a[i]!))) / Math.max(...b.map(Math.abs));

function residuals(
  { columns, rows, horizons, features, targets }: PairRows,
  terms: Terms,
  h: number,
): number[] {
  return Array.from({ length: rows }, (_, row) => {
    let forecast = terms[columns]!;
    for (let c = 0; c < columns; c += 1) forecast += terms[c]! * features[row * columns + c]!;
    return targets[row * horizons + h]! - forecast;
  });
}

const meanAbsolute = (of: readonly number[]): number =>
  of.reduce((sum, value) => sum + Math.abs(value), 0) / of.length;

const named = figures.cases.map((figure) => {
  const { columns, targets, bias, sumToOne } = figure;
  const words = `${columns.length} columns${bias ? '' : ', no bias'}${sumToOne ? ', sum to one' : ''}`;
  return [words, figure, pairsOf(values, columns, targets)] as const;
});

describe.each(named)('trajectories of real training, %s', (_, figure, pairs) => {
  test('least squares is that of NumPy, with the same ridge and without', () => {
    figure.horizons.forEach(({ squares, ridged }, h) => {
      const gram = gramOf(pairs, h);
      const settings = settingsOf(figure, 'squares');
      expect(distance(fitSquares(gram, pairs.columns, settings), ridged)).toBeLessThan(1e-8);
      const design = designOf(pairs, settings);
      const size = basisSize(pairs.columns);
      const left = design.free.flatMap((i) => design.free.map((j) => gram[i * size + j]!));
      const right = design.free.map((i) => gram[i * size + size - 1]!);
      const exact = solveLeastSquares(Float64Array.from(left), Float64Array.from(right), 0);
      expect(distance(termsOfFree(design, exact), squares)).toBeLessThan(1e-8);
    });
  });

  test('with two columns the ridge is not felt', () => {
    if (pairs.columns > 2) return;
    figure.horizons.forEach(({ squares }, h) => {
      const terms = fitSquares(gramOf(pairs, h), pairs.columns, settingsOf(figure, 'squares'));
      expect(distance(terms, squares)).toBeLessThan(1e-8);
    });
  });

  test('least squares is that of ml-matrix, from rows in the plain basis', () => {
    if (figure.sumToOne || !figure.bias) return;
    const rows = Array.from({ length: pairs.rows }, (_row, r) => [
      ...pairs.features.subarray(r * pairs.columns, (r + 1) * pairs.columns),
      1,
    ]);
    figure.horizons.forEach((_horizon, h) => {
      const right = Array.from({ length: pairs.rows }, (_row, r) => [pairs.targets[r * pairs.horizons + h]!]);
      const theirs = solve(new Matrix(rows), new Matrix(right), true).to1DArray();
      const [ours] = fitRows(
        { ...pairs, horizons: 1, targets: Float64Array.from(right.flat()) },
        settingsOf(figure, 'squares'),
      );
      // With more inputs, the effect of the ridge of 1e-8 is multiplied by the condition number of the inner
      // products.
      const condition = { 2: 2, 4: 203, 6: 1971, 12: 692705 }[pairs.columns]!;
      expect(distance(ours!, theirs)).toBeLessThan(1e-8 * condition);
    });
  });

  test('the absolute loss is within 1e-4 of the optimum that a linear programme finds', () => {
    fitRows(pairs, settingsOf(figure, 'absolute')).forEach((terms, h) => {
      const loss = meanAbsolute(residuals(pairs, terms, h));
      const optimum = figure.horizons[h]!.absolute;
      expect(loss).toBeLessThan(optimum * (1 + 1e-4));
      expect(loss).toBeGreaterThan(optimum * (1 - 1e-9));
    });
  });

  test("Huber's terms are those of NumPy's, iterated to the end", () => {
    fitRows(pairs, settingsOf(figure, 'huber')).forEach((terms, h) => {
      expect(distance(terms, figure.horizons[h]!.huber)).toBeLessThan(1e-6);
    });
  });
});

/** Weights that decay to their own targets, w_t = w* + r^t (w_0 - w*), at the given rates. */
function decays(window: number, horizon: number, rateOf: (i: number) => number, rows = 200): PairRows {
  const random = randomStream(9, 'data');
  const paths = Array.from({ length: rows }, (_, i) => {
    const goal = random.normal();
    const away = random.normal();
    return (t: number): number => goal + rateOf(i) ** t * away;
  });
  return {
    columns: 2,
    rows,
    horizons: 1,
    features: Float64Array.from(paths.flatMap((at) => [at(0), at(window)])),
    targets: Float64Array.from(paths, (at) => at(window + horizon)),
  };
}

const worstError = (pairs: PairRows, terms: Terms): number =>
  Math.max(...residuals(pairs, terms, 0).map(Math.abs));
const meanSquare = (pairs: PairRows, terms: Terms): number =>
  residuals(pairs, terms, 0).reduce((sum, value) => sum + value * value, 0) / pairs.rows;

describe('one common rate of decay', () => {
  test.each([
    [0.98, 50, 150],
    [0.9, 20, 7],
    [0.999, 100, 300],
    [0.5, 4, 1],
  ])('r = %d, n = %d, j = %d: every loss finds the closed form', (rate, window, horizon) => {
    const pairs = decays(window, horizon, () => rate);
    const { first, last } = closedForm(rate, window, horizon);
    for (const loss of ['squares', 'absolute', 'huber'] as const) {
      const [terms] = fitRows(pairs, { ...plainFit, loss });
      expect(terms![0]).toBeCloseTo(first, 6);
      expect(terms![1]).toBeCloseTo(last, 6);
      expect(terms![2]).toBeCloseTo(0, 8);
      expect(worstError(pairs, terms!)).toBeLessThan(1e-6);
    }
  });

  test('a spread of rates is foreseen better than by staying or by the line, not exactly', () => {
    const pairs = decays(30, 60, (i) => 0.93 + 0.0003 * i);
    const [fitted] = fitRows(pairs, plainFit);
    const error = meanSquare(pairs, fitted!);
    expect(error).toBeGreaterThan(5e-6);
    expect(error).toBeLessThan(0.5 * meanSquare(pairs, stayTerms(2)));
    expect(error).toBeLessThan(0.1 * meanSquare(pairs, endpointTerms(60, 30)));
    for (const at of [0, 1, 2]) {
      for (const step of [-1e-3, 1e-3]) {
        const other = fitted!.slice();
        other[at]! += step;
        expect(meanSquare(pairs, other)).toBeGreaterThan(error);
      }
    }
  });
});

describe('outliers', () => {
  const pairs = decays(50, 150, () => 0.98);
  const spoilt = { ...pairs, targets: pairs.targets.map((value, i) => (i % 10 === 0 ? value + 20 : value)) };
  const { last } = closedForm(0.98, 50, 150);

  test('carry least squares away, the absolute loss not, Huber little', () => {
    const off = (loss: FitSettings['loss']): number =>
      Math.abs(fitRows(spoilt, { ...plainFit, loss })[0]![2]!) +
      Math.abs(fitRows(spoilt, { ...plainFit, loss })[0]![1]! - last);
    expect(off('squares')).toBeGreaterThan(1);
    expect(off('huber')).toBeLessThan(0.2 * off('squares'));
    expect(off('absolute')).toBeLessThan(1e-3);
  });
});

describe('a fit', () => {
  test('without usable data is persistence', () => {
    const still: PairRows = {
      columns: 2,
      rows: 3,
      horizons: 1,
      features: Float64Array.of(0.3, 0.3, -0.7, -0.7, 1.1, 1.1),
      targets: Float64Array.of(0.3, -0.7, 1.1),
    };
    const penalty = { reading: 'shrinking', norm: 2, weight: 1, margin: 0 } as const;
    for (const loss of ['squares', 'absolute', 'huber'] as const) {
      expect(fitRows(still, { ...plainFit, loss })).toEqual([stayTerms(2)]);
      expect(fitRows(still, { ...plainFit, loss, penalty })).toEqual([stayTerms(2)]);
      for (const bad of [NaN, Infinity]) {
        const wrong = { ...still, targets: still.targets.map((value, i) => (i === 1 ? bad : value)) };
        expect(fitRows(wrong, { ...plainFit, loss })).toEqual([stayTerms(2)]);
        expect(fitRows(wrong, { ...plainFit, loss, penalty })).toEqual([stayTerms(2)]);
      }
    }
    expect(fitSquares(new Float64Array(16), 2, plainFit)).toEqual(stayTerms(2));
    expect(fitSquares(new Float64Array(16).fill(NaN), 2, plainFit)).toEqual(stayTerms(2));
  });

  test('needs rows for any loss but squares, and with a penalty', () => {
    expect(needsRows(plainFit)).toBe(false);
    expect(needsRows({ ...plainFit, loss: 'huber' })).toBe(true);
    expect(needsRows({ ...plainFit, penalty: { ...plainFit.penalty, reading: 'rest', weight: 1 } })).toBe(
      true,
    );
    expect(needsRows({ ...plainFit, penalty: { ...plainFit.penalty, reading: 'rest' } })).toBe(false);
  });

  test('of a law with a constant finds it', () => {
    const law = termsOfBasis(Float64Array.of(0.3, -0.05, 0.2));
    const pairs = decays(50, 150, () => 0.98);
    const targets = Float64Array.from(
      { length: pairs.rows },
      (_, r) => law[0]! * pairs.features[2 * r]! + law[1]! * pairs.features[2 * r + 1]! + law[2]!,
    );
    for (const loss of ['squares', 'absolute', 'huber'] as const) {
      const [terms] = fitRows({ ...pairs, targets }, { ...plainFit, loss });
      law.forEach((value, i) => {
        expect(terms![i]).toBeCloseTo(value, 6);
      });
    }
  });
});
