import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aitkenRatio, aitkenTerms } from './aitken.ts';
import { stayTerms, type Terms } from '../basis.ts';
import { differenceColumns } from './differences.ts';
import { endpointTerms, recentTerms } from './lines.ts';
import { quadraticTerms } from './quadratic.ts';
import { closedForm, commonRate } from '../rates.ts';

/** Weights at three snapshots, [weight][snapshot]. */
type Paths = readonly (readonly [number, number, number])[];

/** Inner products [2, 2] of (D_prev, D), computed from columns as an engine would get them. */
function differencesOf(paths: Paths): Float64Array {
  const gram = new Float64Array(4);
  for (const path of paths) {
    const mixed = [0, 1].map((i) =>
      [...path, 1].reduce((sum, value, s) => sum + value * differenceColumns[4 * i + s]!, 0),
    );
    mixed.forEach((a, i) => {
      mixed.forEach((b, j) => {
        gram[2 * i + j]! += a * b;
      });
    });
  }
  return gram;
}

const forecast = (terms: Terms, values: readonly number[]): number =>
  values.reduce((sum, value, i) => sum + value * terms[i]!, terms[values.length]!);

const number = fc.double({ min: -10, max: 10, noNaN: true });

describe('lines', () => {
  test('continue the line through both snapshots', () => {
    expect([...endpointTerms(10, 20)]).toEqual([-0.5, 1.5, 0]);
    expect(forecast(endpointTerms(40, 20), [1, 2])).toBe(4);
    // 3 steps a snapshot apart: 0.5 a step.
    expect(forecast(recentTerms(6, 3), [1, 2.5])).toBe(5.5);
  });
});

describe('the quadratic', () => {
  const parabola =
    (a: number, b: number, c: number) =>
    (t: number): number =>
      a + b * t + c * t * t;

  test('is exact for gentle parabolas, one for every weight', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            number,
            fc.double({ min: 1, max: 2, noNaN: true }),
            fc.double({ min: -0.01, max: 0.01, noNaN: true }),
          ),
          {
            minLength: 1,
            maxLength: 5,
          },
        ),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 12 }),
        (laws, spacing, horizon) => {
          const curves = laws.map((law) => parabola(...law));
          const paths = curves.map((at) => [at(-2 * spacing), at(-spacing), at(0)] as const);
          const terms = quadraticTerms(horizon, spacing, differencesOf(paths));
          curves.forEach((at, i) => {
            expect(forecast(terms, paths[i]!)).toBeCloseTo(at(horizon), 9);
          });
        },
      ),
    );
  });

  test('its bent part is never longer than its straight one', () => {
    // D = 1, D2 = 3: at k = 3 the parabola would go 3 + 18.
    const path = [0, -2, -1] as const;
    const terms = quadraticTerms(6, 2, differencesOf([path]));
    expect(forecast(terms, path)).toBeCloseTo(-1 + 3 + 3, 12);
    const away = [0, 4, 3] as const;
    expect(forecast(quadraticTerms(6, 2, differencesOf([away])), away)).toBeCloseTo(3 - 3 - 3, 12);
  });

  test('is the line if the path is straight, and persistence if it is not finite or nothing moved', () => {
    const straight = [1, 3, 5] as const;
    expect(forecast(quadraticTerms(4, 2, differencesOf([straight])), straight)).toBe(9);
    expect(quadraticTerms(4, 2, Float64Array.of(NaN, 0, 0, 1))).toEqual(stayTerms(3));
    expect(quadraticTerms(4, 2, Float64Array.of(1, 0, 0, Infinity))).toEqual(stayTerms(3));
    expect(forecast(quadraticTerms(4, 2, differencesOf([[2, 2, 2]])), [2, 2, 2])).toBe(2);
  });
});

describe("Aitken's extrapolation", () => {
  const decays = (ratio: number, goals = [1, -2, 0.5], aways = [1, 3, -2]): Paths =>
    goals.map((goal, i) => {
      const at = (k: number): number => goal + aways[i]! * ratio ** k;
      return [at(0), at(1), at(2)] as const;
    });

  test.each([0.2, 0.5, 0.9, 0.98, -0.5])('is exact for a geometric approach, ratio %d', (ratio) => {
    const paths = decays(ratio);
    const gram = differencesOf(paths);
    expect(aitkenRatio(gram)).toBeCloseTo(ratio, 12);
    paths.forEach(([, last, now], i) => {
      const [goal, away] = [[1, -2, 0.5][i]!, [1, 3, -2][i]!];
      for (const ahead of [1, 2, 7])
        expect(forecast(aitkenTerms(ahead, gram), [last, now])).toBeCloseTo(
          goal + away * ratio ** (2 + ahead),
          10,
        );
      expect(forecast(aitkenTerms(Infinity, gram), [last, now])).toBeCloseTo(goal, 9);
    });
  });

  test('of half a spacing goes half as far in time', () => {
    const paths = decays(0.5);
    const terms = aitkenTerms(0.5, differencesOf(paths));
    expect(forecast(terms, [paths[0]![1], paths[0]![2]])).toBeCloseTo(1 + 0.5 ** 2.5, 12);
  });

  test('never goes farther than 999 times the last difference, nor wilder than -.999', () => {
    const line: Paths = [[0, 1, 2]];
    expect(forecast(aitkenTerms(Infinity, differencesOf(line)), [1, 2])).toBeCloseTo(2 + 999, 6);
    expect(forecast(aitkenTerms(3, differencesOf(line)), [1, 2])).toBeCloseTo(5, 1);
    const explodes: Paths = [[0, 1, 11]];
    expect(forecast(aitkenTerms(2, differencesOf(explodes)), [1, 11])).toBeCloseTo(31, 1);
    const swings: Paths = [[0, 1, -4]];
    expect(Math.abs(forecast(aitkenTerms(Infinity, differencesOf(swings)), [1, -4]) + 4)).toBeLessThan(2.5);
  });

  test('is persistence if nothing moved or sums are not finite', () => {
    expect(aitkenTerms(5, new Float64Array(4))).toEqual(stayTerms(2));
    expect(aitkenTerms(Infinity, Float64Array.of(1, NaN, NaN, 1))).toEqual(stayTerms(2));
    expect(aitkenTerms(5, Float64Array.of(0, 0, 0, 1))).toEqual(stayTerms(2));
  });
});

describe('one common rate', () => {
  test('r = .98, n = 50, j = 150: A0 = -.5451, An = 1.5451, and every weight to 1e-10', () => {
    const { first, last, gain } = closedForm(0.98, 50, 150);
    expect(first).toBeCloseTo(-0.5451, 4);
    expect(last).toBeCloseTo(1.5451, 4);
    expect(gain).toBe(-first);
    // The published forms of A0 and An.
    expect(Math.abs(first - (0.98 ** 200 - 0.98 ** 50) / (1 - 0.98 ** 50))).toBeLessThan(1e-10);
    expect(Math.abs(last - (1 - 0.98 ** 200) / (1 - 0.98 ** 50))).toBeLessThan(1e-10);
    for (const [goal, away] of [
      [0.3, 2],
      [-5, 0.01],
      [1, -7],
    ] as const) {
      const at = (t: number): number => goal + 0.98 ** t * away;
      expect(Math.abs(first * at(0) + last * at(50) - at(200))).toBeLessThan(1e-10);
    }
    expect(closedForm(0.98, 50, Infinity).gain).toBeCloseTo(0.98 ** 50 / (1 - 0.98 ** 50), 12);
  });

  test('is found from three snapshots, whatever the targets', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 0.999, noNaN: true }),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.tuple(number, fc.double({ min: 0.5, max: 5, noNaN: true })), {
          minLength: 1,
          maxLength: 5,
        }),
        (rate, spacing, weights) => {
          const paths = weights.map(([goal, away]) => {
            const at = (t: number): number => goal + rate ** t * away;
            return [at(0), at(spacing), at(2 * spacing)] as const;
          });
          expect(commonRate(differencesOf(paths), spacing)).toBeCloseTo(rate, 6);
        },
      ),
    );
  });

  test('is null if weights do not decay', () => {
    // Three snapshots at unequal distances.
    const at = (step: number): number => 3 - 2 * 0.98 ** step;
    for (const [middle, end] of [
      [30, 90],
      [70, 100],
      [1, 200],
    ] as const) {
      const differences = differencesOf([[at(0), at(middle), at(end)]]);
      expect(commonRate(differences, middle, end - middle)).toBeCloseTo(0.98, 9);
    }
    expect(commonRate(differencesOf([[0, 1, 3.5]]), 2, 4)).toBeNull();
    expect(commonRate(differencesOf([[0, 1, 2]]), 5)).toBeNull();
    expect(commonRate(differencesOf([[0, 1, 3]]), 5)).toBeNull();
    expect(commonRate(differencesOf([[0, 1, 0.5]]), 5)).toBeNull();
    expect(commonRate(new Float64Array(4), 5)).toBeNull();
  });
});
