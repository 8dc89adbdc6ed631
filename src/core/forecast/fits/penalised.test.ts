import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FitSettings, PairRows, Terms } from '../basis.ts';
import { fitRows } from '../fit.ts';
import { closedForm } from '../rates.ts';
import figures from '../testing/numpy.json';
import { pairsOf, parseTrajectories, plainFit } from '../testing/trajectories.ts';
import { penaltyOf } from './penalty.ts';

const values = parseTrajectories(readFileSync(join(import.meta.dirname, '../testing/trajectories.bin')));

/** Forecasts [horizon + 1][row], persistence first. */
function forecasts({ columns, rows, features }: PairRows, terms: readonly Terms[]): number[][] {
  const row = (of: Terms, r: number): number => {
    let sum = of[columns]!;
    for (let c = 0; c < columns; c += 1) sum += of[c]! * features[r * columns + c]!;
    return sum;
  };
  const stay = Array.from({ length: rows }, (_, r) => features[(r + 1) * columns - 1]!);
  return [stay, ...terms.map((of) => stay.map((_, r) => row(of, r)))];
}

function distancesOf(pairs: PairRows, terms: readonly Terms[], norm: 1 | 2): Float64Array {
  const path = forecasts(pairs, terms);
  return Float64Array.from(terms, (_, h) => {
    const steps = path[h + 1]!.map((value, r) => Math.abs(value - path[h]![r]!));
    const sum = steps.reduce((total, step) => total + (norm === 1 ? step : step * step), 0);
    return norm === 1 ? sum / pairs.rows : Math.sqrt(sum / pairs.rows);
  });
}

/** L_pred + lambda L_grad, written out independently. */
function objective(
  pairs: PairRows,
  terms: readonly Terms[],
  { loss, penalty }: FitSettings,
  deltas: readonly number[],
): number {
  const path = forecasts(pairs, terms);
  let sum = 0;
  for (let h = 0; h < pairs.horizons; h += 1) {
    for (let r = 0; r < pairs.rows; r += 1) {
      const off = Math.abs(pairs.targets[r * pairs.horizons + h]! - path[h + 1]![r]!);
      const delta = deltas[h]!;
      if (loss === 'absolute') sum += off;
      else if (loss === 'squares') sum += off * off;
      else sum += off <= delta ? (off * off) / 2 : delta * (off - delta / 2);
    }
  }
  const distances = distancesOf(pairs, terms, penalty.norm);
  return (
    sum / (pairs.rows * pairs.horizons) +
    penalty.weight * penaltyOf(distances, penalty.reading, penalty.margin)
  );
}

const deltas = figures.cases[0]!.horizons.map(({ delta }) => delta);
const named = figures.penalised.map((figure) => {
  const settings: FitSettings = {
    loss: figure.loss as FitSettings['loss'],
    bias: figure.bias,
    sumToOne: figure.sumToOne,
    penalty: {
      reading: figure.reading as FitSettings['penalty']['reading'],
      norm: figure.norm as 1 | 2,
      weight: figure.weight,
      margin: figure.margin,
    },
  };
  return [
    `${figure.loss} loss, ${figure.reading}, norm ${figure.norm}`,
    settings,
    figure,
    pairsOf(values, figure.columns, figure.targets),
  ] as const;
});

describe.each(named)('a penalised fit, %s', (_, settings, { longRun, programme }, pairs) => {
  test('reaches the optimum that NumPy and SciPy find', () => {
    const reached = objective(pairs, fitRows(pairs, settings), settings, deltas);
    expect(reached).toBeLessThan(longRun * (1 + 1e-4));
    if (programme === null) return;
    expect(reached).toBeLessThan(programme * (1 + 1e-4));
    expect(reached).toBeGreaterThan(programme * (1 - 1e-9));
  });

  test('is worth the trouble: the plain fit is farther from it', () => {
    const plain = { ...settings, penalty: plainFit.penalty };
    expect(objective(pairs, fitRows(pairs, plain), settings, deltas)).toBeGreaterThan(longRun * 1.001);
  });
});

describe('what a penalty does', () => {
  const pairs = pairsOf(values, [0, 10], [11, 12, 13, 14, 15, 16]);
  const fit = (weight: number, reading: FitSettings['penalty']['reading']): Float64Array =>
    distancesOf(
      pairs,
      fitRows(pairs, { ...plainFit, loss: 'absolute', penalty: { reading, norm: 2, weight, margin: 0 } }),
      2,
    );

  test('without weight, nothing', () => {
    const plain = fitRows(pairs, { ...plainFit, loss: 'absolute' });
    const penalty = { reading: 'worst', norm: 2, weight: 0, margin: 0 } as const;
    expect(fitRows(pairs, { ...plainFit, loss: 'absolute', penalty })).toEqual(plain);
  });

  test('with much of it, steps vanish, shrink or come to rest', () => {
    const steps = fit(0, 'none').subarray(1);
    expect(Math.max(...steps)).toBeGreaterThan(1e-3);
    expect(Math.max(...fit(100, 'size').subarray(1))).toBeLessThan(1e-4);
    expect(Math.max(...fit(100, 'worst').subarray(1))).toBeLessThan(1e-4);
    expect(fit(100, 'rest').at(-1)).toBeLessThan(1e-4);
    expect(Math.max(...fit(100, 'rest'))).toBeGreaterThan(1e-3);
    expect(penaltyOf(fit(0, 'none'), 'shrinking', 0)).toBeGreaterThan(1e-5);
    expect(penaltyOf(fit(100, 'shrinking'), 'shrinking', 0)).toBeLessThan(1e-6);
  });

  test('of many rows uses some evenly spread ones, but all for sums', () => {
    const times = 12;
    const many = {
      ...pairs,
      rows: times * pairs.rows,
      features: Float64Array.from(Array.from({ length: times }, () => [...pairs.features]).flat()),
      targets: Float64Array.from(Array.from({ length: times }, () => [...pairs.targets]).flat()),
    };
    const penalty = { reading: 'size', norm: 2, weight: 0.1, margin: 0 } as const;
    const absolute = { ...plainFit, loss: 'absolute', penalty } as const;
    const told = Array.from({ length: 2048 }, (_, i) => Math.floor((i * many.rows) / 2048));
    const few = {
      ...many,
      rows: 2048,
      features: Float64Array.from(told.flatMap((r) => [...many.features.subarray(2 * r, 2 * r + 2)])),
      targets: Float64Array.from(told.flatMap((r) => [...many.targets.subarray(6 * r, 6 * r + 6)])),
    };
    expect(many.rows).toBeGreaterThan(4000);
    expect(fitRows(many, absolute)).toEqual(fitRows(few, absolute));
    const sums = fitRows(pairs, { ...plainFit, penalty });
    fitRows(many, { ...plainFit, penalty }).forEach((terms, h) => {
      expect(terms[1]).toBeCloseTo(sums[h]![1]!, 6);
    });
  });

  test('shrinking steps leave the exact geometric solution alone', () => {
    const rows = 60;
    const goal = Array.from({ length: rows }, (_, r) => Math.sin(r));
    const away = Array.from({ length: rows }, (_, r) => Math.cos(3 * r));
    const at = (t: number, r: number): number => goal[r]! + 0.98 ** t * away[r]!;
    const horizons = 12;
    const decays: PairRows = {
      columns: 2,
      rows,
      horizons,
      features: Float64Array.from({ length: 2 * rows }, (_, i) => at(50 * (i % 2), Math.floor(i / 2))),
      targets: Float64Array.from({ length: horizons * rows }, (_, i) =>
        at(51 + (i % horizons), Math.floor(i / horizons)),
      ),
    };
    const penalty = { reading: 'shrinking', norm: 2, weight: 1, margin: 0 } as const;
    fitRows(decays, { ...plainFit, penalty }).forEach((terms, h) => {
      expect(terms[1]).toBeCloseTo(closedForm(0.98, 50, h + 1).last, 4);
    });
  });
});
