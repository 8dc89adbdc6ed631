import { describe, expect, it } from 'vitest';
import type { FitSettings, PairRows } from '../forecast/basis.ts';
import { fitRows } from '../forecast/fit.ts';
import { randomStream } from '../rng.ts';
import { fitFarcaster, fitScalars } from './fit.ts';
import { forecastOf, scoreOf, type Linear } from './score.ts';

const linear = (values: readonly number[], ...terms: readonly (readonly number[])[]): Linear => ({
  values: Float64Array.from(values),
  terms: terms.map((of) => Float64Array.from(of)),
});

describe('scores', () => {
  // Two units of two weights, one place, two horizons; the truth is 1 everywhere.
  const truth = new Float64Array(8).fill(1);
  const values = [1, 2, 3, 4];
  const same = linear(values, [1, 0], [1, 0]);
  const scores = scoreOf(
    {
      farcaster: linear(values, [1, 0.5], [0, 3]),
      scalar: same,
      stay: linear(values, [0, 1], [0, 1]),
      endpoint: same,
      recent: same,
    },
    truth,
    2,
    2,
  );

  it('are mean absolute errors by horizon', () => {
    expect([...scores.errors.farcaster]).toEqual([2, 2]);
    expect([...scores.errors.scalar]).toEqual([1.5, 1.5]);
    expect([...scores.errors.stay]).toEqual([0, 0]);
  });

  it('pair the farcaster with each rival by unit, at the farthest horizon', () => {
    // Farcaster errs by 2 in both units, the scalar by .5 and 2.5: differences 1.5 and -.5.
    expect(scores.differences.scalar.mean).toBeCloseTo(0.5, 12);
    expect(scores.differences.scalar.halfWidth).toBeCloseTo(12.706, 3);
    expect(scores.differences.stay).toEqual({ mean: 2, halfWidth: 0 });
  });

  it('come from forecasts with all their terms', () => {
    expect(forecastOf(linear([1, 2, 3, 4], [10, 100, 7]), 1, 0)).toBe(437);
  });
});

describe('fits in pieces', () => {
  const draw = randomStream(2, 'data');
  const [columns, rows, horizons] = [4, 60, 3];
  const pairs: PairRows = {
    columns,
    rows,
    horizons,
    features: Float64Array.from({ length: rows * columns }, () => draw.normal()),
    targets: Float64Array.from({ length: rows * horizons }, () => draw.normal()),
  };
  const settings: FitSettings = {
    loss: 'squares',
    bias: true,
    sumToOne: false,
    penalty: { reading: 'none', norm: 2, weight: 0, margin: 0 },
  };
  const fit = (with_: FitSettings): number[][] => {
    const work = fitFarcaster(pairs, with_);
    for (;;) {
      const step = work.next();
      if (step.done === true) return step.value.map((terms) => [...terms]);
    }
  };

  it.each<Partial<FitSettings>>([
    {},
    { bias: false },
    { sumToOne: true },
    { loss: 'absolute' },
    { loss: 'huber' },
  ])('agree with the fit of all rows and horizons at once: %o', (change) => {
    const whole = fitRows(pairs, { ...settings, ...change });
    fit({ ...settings, ...change }).forEach((terms, h) => {
      terms.forEach((value, i) => expect(value).toBeCloseTo(whole[h]![i]!, 9));
    });
  });

  it('give the scalar g = <d, y - w_n> / <d, d> per horizon', () => {
    const ends = Float64Array.of(0, 1, 1, 3);
    const [near, far] = fitScalars(ends, Float64Array.of(2, 3, 4, 6), 2);
    // d = 1, 2; y - w_n = 1, 1 and 2, 3.
    expect([...near!]).toEqual([-0.6, 1.6, 0]);
    expect([...far!]).toEqual([-1.6, 2.6, 0]);
  });
});
