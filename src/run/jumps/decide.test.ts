import { describe, expect, it } from 'vitest';
import { penalisedRows, penalisedValues } from '../../core/forecast/fits/penalised.ts';
import { robustPasses } from '../../core/forecast/fits/robust.ts';
import { Counter, countedForward, countedStep, inputOf, kernelsOf } from '../../core/testing/counted.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { planRun, type RunPlan } from '../plan/plan.ts';
import { accepts, best } from './decide.ts';

describe('the best candidate', () => {
  it.each([
    [[3, 1, 2], 1],
    [[NaN, 5, 4], 2],
    [[5, NaN, NaN], 0],
    [[2, 2, 2], 0],
    [[NaN, NaN], 1],
  ])('of losses %o is number %i', (losses, index) => {
    const candidates = losses.map((_, i) => i);
    expect(best(candidates, (candidate) => losses[candidate]!)).toBe(index);
  });
});

describe('acceptance', () => {
  it.each([
    ['strict', 1, 0.99, true],
    ['strict', 1, 1, false],
    ['strict', 1, NaN, false],
    ['tolerance', 1, 1.1, true],
    ['tolerance', 1, 1.11, false],
    ['tolerance', NaN, 1, false],
    ['always', 1, 9, true],
    ['never', 1, 0, false],
  ] as const)('%s: from %d to %d is %s', (gate, before, after, taken) => {
    expect(accepts(before, after, { gate, tolerance: 0.1, horizons: 'search', regime: 'any' })).toBe(taken);
  });
});

it('fits go over their rows as often as docs/METHOD.md says that the ledger charges', () => {
  expect(robustPasses).toEqual({ absolute: 26, huber: 40 });
  expect(penalisedValues).toEqual({ one: 559, both: 932 });
  expect(penalisedRows).toBe(2048);
});

const planOf = (values: Partial<ExperimentSpec>): RunPlan => {
  const { spec, corrections } = checkSpec({ seeds: [1], ...values });
  expect(corrections).toEqual([]);
  return planRun(spec, null);
};

/** Multiply-adds of a whole training step, of validation passes, and per-weight work, counted one by one. */
function countedCost(
  widths: readonly number[],
  counts: { readonly batch: number; readonly guard: number; readonly passes: number },
  perWeight: (counter: Counter) => void,
): number {
  const [jump, step] = [new Counter(), new Counter()];
  const [kernels, input] = [kernelsOf(widths), inputOf(widths[0]!)];
  for (let example = 0; example < counts.batch; example += 1) countedStep(kernels, input, step);
  for (let pass = 0; pass < counts.passes; pass += 1)
    for (let example = 0; example < counts.guard; example += 1) countedForward(kernels, input, jump);
  const weights = widths.slice(1).reduce((sum, outputs, l) => sum + outputs * (widths[l]! + 1), 0);
  for (let weight = 0; weight < weights; weight += 1) perWeight(jump);
  return jump.multiplyAdds / step.multiplyAdds;
}

/** The products of a window of two inputs with eight horizons: features, and forecasts of all horizons. */
function farcasterOfOneWeight(counter: Counter): void {
  for (let feature = 0; feature < 3; feature += 1) {
    for (let other = 0; other <= feature; other += 1) counter.add(0, 1, 1);
    for (let horizon = 0; horizon < 8; horizon += 1) counter.add(0, 1, 1);
  }
  for (let horizon = 0; horizon < 8; horizon += 1)
    for (let column = 0; column < 2; column += 1) counter.add(0, 1, 1);
}

/** 4 -> 100 -> 1, multiplied out. */
const introspectionOfOneWeight = (counter: Counter): unknown =>
  countedForward(kernelsOf([4, 100, 1]), inputOf(4), counter);

/** Two streams in -> 64 -> 8 -> 3 x 64 and 64 -> 32, of 5 values and 4 differences, and 64 -> 1. */
function wnnOfOneWeight(counter: Counter): void {
  for (const inputs of [5, 4]) {
    countedForward(kernelsOf([inputs, 64, 8, 192]), inputOf(inputs), counter);
    countedForward(kernelsOf([64, 32]), inputOf(64), counter);
  }
  countedForward(kernelsOf([64, 1]), inputOf(64), counter);
}

describe('the cost of a considered jump is what was counted', () => {
  const moons = { batch: 256, guard: 128 };

  it.each([
    ['2-8-8-2', [8, 8]],
    ['2-2, no hidden layer', []],
    ['2-16-16-2', [16, 16]],
  ])('the farcaster, %s: nine validation passes, a fit and eight forecasts', (_name, layers) => {
    const { jumpCosts } = planOf({ layers });
    const counted = countedCost([2, ...layers, 2], { ...moons, passes: 9 }, farcasterOfOneWeight);
    expect(Math.abs(jumpCosts.farcaster / counted - 1)).toBeLessThan(0.01);
  });

  it('validation passes only: what another candidate adds to frozen coefficients', () => {
    const cost = (candidates: number): number => planOf({ candidates, source: 'frozen' }).jumpCosts.farcaster;
    const forecast = (counter: Counter): void => {
      for (let column = 0; column < 2; column += 1) counter.add(0, 1, 1);
    };
    const counted = countedCost([2, 8, 8, 2], { ...moons, passes: 1 }, forecast);
    expect(Math.abs((cost(8) - cost(7)) / counted - 1)).toBeLessThan(0.01);
  });

  it.each([
    ['introspection', introspectionOfOneWeight],
    ['wnn', wnnOfOneWeight],
  ] as const)('%s: two validation passes and a forecast of every weight', (arm, ofOneWeight) => {
    const { jumpCosts } = planOf({ arms: ['control', arm] });
    const counted = countedCost([2, 8, 8, 2], { ...moons, passes: 2 }, ofOneWeight);
    expect(Math.abs(jumpCosts[arm] / counted - 1)).toBeLessThan(0.01);
  });
});

describe('the cost of other fits', () => {
  /** Only of the fit, in multiply-adds: for 2-8-8-2 with its 114 weights, 96 forward and 272 a step. */
  const fitOf = (plan: RunPlan): number => {
    const tried = plan.spec.horizons === 'search' ? plan.forecast.horizons.length : 1;
    return plan.jumpCosts.farcaster * 256 * 272 - (tried + 1) * 128 * 96 - 114 * 2 * tried;
  };

  // With L_grad there are six horizons, because they have to be equally spaced.
  it.each([
    ['squares', {}, 114 * (6 + 3 * 8)],
    ['squares, sum to one, no constant', { sum: 'one', bias: 'off' }, 114 * (1 + 8)],
    ['L1', { fit: 'absolute' }, 114 * 26 * 8 * (6 + 3 + 3)],
    ['Huber, by layer', { fit: 'huber', groups: 'layer' }, 114 * 40 * 8 * (6 + 3 + 3)],
    ['L_grad, norm 2', { penalty: 'size', penaltyWeight: 1, penaltyNorm: '2' }, 114 * (9 + 2 * 3 * 6)],
    [
      'L_grad, norm 1',
      { penalty: 'size', penaltyWeight: 1, penaltyNorm: '1' },
      114 * (9 + 2 * 3 * 6 * (1 + 559)),
    ],
    [
      'L_grad, R3, L1, norm 1, one horizon tried of six',
      { penalty: 'shrinking', penaltyWeight: 1, penaltyNorm: '1', fit: 'absolute', horizons: 'farthest' },
      114 * (9 + 2 * 3 * 6 * (1 + 2 * 932)),
    ],
  ] as const)('%s', (_name, values, multiplyAdds) => {
    expect(fitOf(planOf(values))).toBeCloseTo(multiplyAdds, 4);
  });

  it('of many weights only those that a fit uses count: at most 2,048 of every group', () => {
    const wide = { layers: [64, 64], penalty: 'size', penaltyWeight: 1, penaltyNorm: '1' } as const;
    const perRow = 9 + 2 * 3 * 6 * (1 + 559);
    const cost = (groups: 'shared' | 'kind'): number => planOf({ ...wide, groups }).jumpCosts.farcaster;
    const { rowGroups } = planOf({ ...wide, groups: 'kind' });
    const biases = rowGroups.filter((group) => group === 1).length;
    expect(biases).toBeGreaterThan(50);
    const step = 256 * (3 * (2 * 64 + 64 * 64 + 64 * 2) - 2 * 64);
    expect((cost('kind') - cost('shared')) * step).toBeCloseTo(biases * perRow, 3);
  });
});
