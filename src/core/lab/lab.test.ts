import { describe, expect, it } from 'vitest';
import { defaultLab } from '../../experiment/lab/lab-fields.ts';
import { labPresets, labPresetSettings } from '../../experiment/lab/lab-presets.ts';
import { closedForm } from '../forecast/rates.ts';
import { populationOf } from './population.ts';
import { fitSettingsOf, labPlan } from './plan.ts';
import { requireLab, tryLab } from './testing/run.ts';

const many = { kind: 'formula', sequences: 2000 } as const;
const last = (values: Float64Array): number => values.at(-1)!;

describe('one common rate', () => {
  const result = requireLab({ ...many, rate: 0.98 });

  it('is forecast exactly from two columns, with the coefficients of the closed form', () => {
    const [first, ofLast, constant] = result.terms.at(-1)!;
    expect(first).toBeCloseTo(-0.5451, 4);
    expect(ofLast).toBeCloseTo(1.5451, 4);
    expect(constant).toBeCloseTo(0, 6);
    result.plan.horizons.forEach((horizon, h) => {
      const exact = closedForm(0.98, 50, horizon);
      expect(result.terms[h]![0]).toBeCloseTo(exact.first, 6);
      expect(result.terms[h]![1]).toBeCloseTo(exact.last, 6);
    });
    // The remaining error is due to the ridge of the fit, 1e-8.
    expect(last(result.errors.farcaster)).toBeLessThan(2e-8);
    expect(last(result.errors.scalar)).toBeLessThan(1e-12);
    expect(result.rate).toEqual({ value: 0.98, known: true });
  });

  it('gives persistence the error of the formula, E|w_0 - w*| = 2 / sqrt(pi)', () => {
    const decayed = closedForm(0.98, 50, 150).gain * (1 - 0.98 ** 50);
    expect(last(result.errors.stay)).toBeCloseTo((2 / Math.sqrt(Math.PI)) * decayed, 1);
    expect(last(result.errors.endpoint)).toBeGreaterThan(last(result.errors.stay));
  });

  it('is estimated from the windows where the formula does not name it', () => {
    const estimated = requireLab({ ...many, rate: 0.98, drift: 1e-9 }).rate;
    expect(estimated?.known).toBe(false);
    expect(estimated?.value).toBeCloseTo(0.98, 5);
  });
});

describe('a spread of rates', () => {
  it('from .5 to .9999 makes least squares worse than persistence, but not the L1 fit', () => {
    const wide = { ...many, rate: 0.75, spread: 0.25 };
    const squares = requireLab(wide);
    expect(last(squares.errors.farcaster)).toBeGreaterThan(0.035);
    expect(last(squares.errors.farcaster)).toBeLessThan(0.06);
    expect(last(squares.errors.stay)).toBeGreaterThan(0.025);
    expect(last(squares.errors.stay)).toBeLessThan(0.045);
    const { mean, halfWidth } = squares.differences.stay;
    expect(mean - halfWidth).toBeGreaterThan(0);
    expect(squares.terms.at(-1)![1]).toBeCloseTo(1.007, 2);
    const absolute = requireLab({ ...wide, fit: 'absolute' });
    expect(last(absolute.errors.farcaster)).toBeLessThan(1.01 * last(absolute.errors.stay));
  });

  it('from .95 to .995 leaves the farcaster better than persistence, and one number as good', () => {
    const { errors, differences, terms } = requireLab({ ...many, rate: 0.9725, spread: 0.0225 });
    expect(last(errors.farcaster)).toBeCloseTo(0.19, 1);
    expect(last(errors.stay)).toBeCloseTo(0.3, 1);
    expect(differences.stay.mean + differences.stay.halfWidth).toBeLessThan(0);
    expect(Math.abs(differences.scalar.mean)).toBeLessThan(0.02);
    expect(terms.at(-1)![0]! + terms.at(-1)![1]!).toBeLessThan(0.95);
  });
});

describe('oscillation', () => {
  it('with separate phases is exact from four inputs, and not from two', () => {
    const preset = labPresets.find(({ id }) => id === 'oscillation')!;
    const four = requireLab(labPresetSettings(preset));
    const two = requireLab({ ...labPresetSettings(preset), columns: 'ends' });
    expect(last(four.errors.farcaster)).toBeLessThan(1e-4);
    expect(last(two.errors.farcaster)).toBeGreaterThan(0.02);
  });
});

describe('what a fit sees', () => {
  it('is never a scored sequence, nor a scored run', () => {
    for (const lab of [defaultLab, { ...defaultLab, kind: 'formula' } as const]) {
      const { fitted, tested } = populationOf(lab);
      expect(new Set([...fitted, ...tested]).size).toBe(fitted.length + tested.length);
      expect(fitted.length).toBeGreaterThan(0);
    }
  });

  it('ends with the window in-run, however far the horizon is', () => {
    for (const window of [2, 3, 10, 50, 333]) {
      for (const horizon of [1, 7, 150, 1000]) {
        for (const columns of ['ends', 'four', 'last', 'all'] as const) {
          const plan = labPlan({
            ...defaultLab,
            kind: 'formula',
            source: 'in-run',
            window,
            horizon,
            columns,
          });
          expect(Math.max(...plan.fitTargets, ...plan.fitColumns)).toBeLessThanOrEqual(window);
          expect(plan.fitColumns.at(-1)).toBeGreaterThanOrEqual(Math.min(2, Math.floor(window / 2)));
          expect(plan.columns.at(-1)).toBe(window);
          expect(plan.columns).toHaveLength(plan.fitColumns.length);
          expect(plan.fitTargets).toHaveLength(plan.horizons.length);
        }
      }
    }
  });

  it('forecasts the requested horizon, in equal steps if there is time', () => {
    for (const horizon of [1, 29, 30, 31, 150, 997, 1000]) {
      const { horizons } = labPlan({ ...defaultLab, horizon });
      expect(horizons.at(-1)).toBe(horizon);
      expect(horizons.length).toBeLessThanOrEqual(30);
      const gaps = horizons.slice(1).map((j, h) => j - horizons[h]!);
      expect(new Set(gaps).size).toBeLessThanOrEqual(1);
      expect(horizons[0]).toBeGreaterThan(0);
    }
  });
});

describe('an experiment', () => {
  it('is the same each time, and another with another seed', () => {
    const [first, again, other] = [requireLab({}), requireLab({}), requireLab({ seed: 2 })];
    expect(again).toEqual(first);
    expect(other.errors.stay).not.toEqual(first.errors.stay);
  });

  it('of Figure 1 draws one run, and its farcaster is nearer to it than persistence', () => {
    const { shown, problem, errors, differences, scoredUnits, weights } = requireLab({});
    expect(shown).toHaveLength(1);
    expect(shown[0]!.path).toHaveLength(2 * 201);
    expect(shown[0]!.forecast).toHaveLength(2 * 30);
    expect(problem).not.toBeNull();
    expect([scoredUnits, weights]).toEqual([64, 2]);
    expect(last(errors.farcaster)).toBeLessThan(0.5 * last(errors.stay));
    expect(differences.stay.mean + differences.stay.halfWidth).toBeLessThan(0);
  });

  it('has no result where SGD diverges', () => {
    expect(tryLab({ learningRate: 1, batch: 1, condition: 1, horizon: 1000, seed: 3 })).toBeNull();
  });

  it('with the penalty on differs from one without, and pauses often enough', () => {
    const values = { kind: 'formula', rate: 0.9, spread: 0.05, noise: 0.02 } as const;
    const free = requireLab({ ...values });
    const held = requireLab({ ...values, penalty: 'size', penaltyWeight: 10 });
    expect(held.plan.horizons.length).toBe(12);
    const jump = ({ terms }: typeof free): number => Math.abs(terms.at(-1)![1]! - 1);
    expect(jump(held)).toBeLessThan(jump(free));
  });
});

it('hands its settings on to the fit as they are', () => {
  const penalty = { penalty: 'size', penaltyWeight: 3, penaltyMargin: 0.5 } as const;
  const lab = { ...defaultLab, fit: 'absolute', bias: 'on', sum: 'one', ...penalty } as const;
  for (const [penaltyNorm, norm] of [['1', 1] as const, ['2', 2] as const])
    expect(fitSettingsOf({ ...lab, penaltyNorm })).toEqual({
      ...{ loss: 'absolute', bias: true, sumToOne: true },
      penalty: { reading: 'size', norm, weight: 3, margin: 0.5 },
    });
});
