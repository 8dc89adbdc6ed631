import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultSpec, fields, type ExperimentSpec } from '../../experiment/fields.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { planRun } from '../plan/plan.ts';
import { atTunedRates, tuningGrid, tuningPlans, tuningSeeds } from './tuning-runs.ts';

const specOf = (values: Partial<ExperimentSpec>): ExperimentSpec => {
  const { spec, corrections } = checkSpec({ samples: 32, layers: [4], steps: 100, ...values });
  expect(corrections).toEqual([]);
  return spec;
};

describe('tuning seeds', () => {
  const { maxSeed, maxCount } = fields.seeds;
  const seed = fc.oneof(
    fc.integer({ min: 0, max: maxSeed }),
    fc.integer({ min: 0, max: 9 }),
    fc.integer({ min: maxSeed - 6, max: maxSeed }),
  );

  it('are never judged, and are three to five distinct ones that a link could name', () => {
    fc.assert(
      fc.property(fc.uniqueArray(seed, { minLength: 1, maxLength: maxCount }), (seeds) => {
        const chosen = tuningSeeds({ seeds });
        expect(chosen.filter((one) => seeds.includes(one))).toEqual([]);
        expect(new Set(chosen).size).toBe(chosen.length);
        expect(chosen.length).toBe(Math.min(5, Math.max(3, Math.floor(seeds.length / 2))));
        expect(chosen.every((one) => Number.isInteger(one) && one >= 0 && one <= maxSeed)).toBe(true);
      }),
    );
  });

  it('count up from the largest judged one, and continue at 0', () => {
    expect(tuningSeeds({ seeds: [7, 3] })).toEqual([8, 9, 10]);
    expect(tuningSeeds({ seeds: [0, 2, maxSeed - 1] })).toEqual([maxSeed, 1, 3]);
  });
});

describe('the grid of learning rates', () => {
  it('is half a decade apart around the experiment’s own rate', () => {
    expect(tuningGrid({ learningRate: 0.3 })).toEqual([0.03, 0.1, 0.3, 0.9, 3, 9]);
  });

  it('holds what the field allows, ascending, and the experiment’s own rate always', () => {
    expect(tuningGrid({ learningRate: 10 })).toEqual([1, 3.33, 10]);
    expect(tuningGrid({ learningRate: 0.0001 })).toEqual([0.0001, 0.0003, 0.001, 0.003]);
    const { min, max } = fields.learningRate;
    fc.assert(
      fc.property(fc.double({ min, max, noNaN: true }), (learningRate) => {
        const grid = tuningGrid({ learningRate });
        expect(grid).toContain(learningRate);
        expect(grid).toEqual([...new Set(grid)].sort((a, b) => a - b));
        expect(grid.every((rate) => rate >= min && rate <= max)).toBe(true);
      }),
    );
  });
});

describe('the runs that rates are tuned on', () => {
  it('are of the arms that are tuned by themselves, at every rate, on tuning seeds alone', () => {
    const arms = ['control', 'farcaster', 'random', 'faster', 'decay'] as const;
    const spec = specOf({ tune: 'each', arms, seeds: [4, 5], extra: [77] });
    const [plan, ...more] = tuningPlans(spec, null);
    expect(more).toEqual([]);
    expect(plan!.rates).toEqual(tuningGrid(spec));
    expect(new Set(plan!.replicas.map(({ arm }) => arm))).toEqual(new Set(['control', 'farcaster', 'decay']));
    expect(new Set(plan!.setup.replicas.map(({ seed }) => seed))).toEqual(new Set([6, 7, 8]));
    expect(plan!.setup.replicas.map(({ learningRate }) => learningRate)).toEqual(
      tuningGrid(spec).flatMap((rate) => Array.from({ length: 9 }, () => rate)),
    );
  });

  it('do not depend on forecasts that are added on the way', () => {
    const spec = specOf({ tune: 'each', seeds: [1] });
    const [plan] = tuningPlans(spec, null);
    const [added] = tuningPlans({ ...spec, extra: [71] }, null);
    expect(added!.anchors).toEqual(plan!.anchors);
    expect(planRun({ ...spec, extra: [71] }, null).anchors).not.toEqual(plan!.anchors);
  });

  it('are cut into plans that fit into memory together', () => {
    const spec = { ...defaultSpec, tune: 'each', samples: 2000, layers: [128, 128] } as const;
    const plans = tuningPlans(spec, null);
    expect(plans.length).toBeGreaterThan(1);
    expect(plans.flatMap(({ rates }) => rates)).toEqual(tuningGrid(spec));
  });
});

it('trains each arm of the experiment at its own rate, and changes nothing else', () => {
  const plan = planRun(
    specOf({ tune: 'each', arms: ['control', 'farcaster', 'faster'], seeds: [1, 2] }),
    null,
  );
  const row = { cost: 1, edge: null } as const;
  const tuned = atTunedRates(plan, {
    seeds: [3, 4, 5],
    grid: [1],
    target: 0.1,
    arms: [
      { ...row, arm: 'control', rate: 3, from: 'control' },
      { ...row, arm: 'farcaster', rate: 1, from: 'farcaster' },
      { ...row, arm: 'faster', rate: 6, from: 'control' },
    ],
  });
  expect(tuned.setup.replicas.map(({ learningRate }) => learningRate)).toEqual([3, 3, 1, 1, 6, 6]);
  const same = plan.setup.replicas[0]!.learningRate;
  const back = tuned.setup.replicas.map((replica, r) => ({
    ...replica,
    learningRate: tuned.replicas[r]!.arm === 'faster' ? 2 * same : same,
  }));
  expect({ ...tuned, setup: { ...tuned.setup, replicas: back } }).toEqual(plan);
});
