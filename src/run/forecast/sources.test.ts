import { describe, expect, it } from 'vitest';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import { sequence } from '../../experiment/kinds.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { planRun } from '../plan/plan.ts';
import { pilotPlan, type Trajectories } from './pilot.ts';
import { column, ofType, runOf, type Outcome } from '../testing/runs.ts';

const seeds = [1, 2, 3];

/** Mean absolute error of a control replica's forecast at the farthest horizon, mean over anchors. */
function errorOf(run: Outcome, replica: number): number {
  const errors = ofType(run.events, 'scored')
    .flatMap(({ scores }) => scores)
    .filter((score) => score.replica === replica)
    .map(({ mae }) => mae.at(-1)!);
  expect(errors.length).toBeGreaterThan(0);
  return errors.reduce((a, b) => a + b, 0) / errors.length;
}

/** Coefficients of a replica at the first anchor, farthest horizon, one group of two inputs. */
function coefficientsOf({ events, plan }: Outcome, replica: number): number[] {
  const { coefficients } = ofType(events, 'forecasted')[0]!;
  const width = plan.layout.farcaster.length + 1;
  const h = plan.forecast.horizons.length - 1;
  const at = (h * plan.replicas.length + replica) * plan.layout.groups.length * width;
  return Array.from(coefficients.subarray(at, at + width));
}

describe('transfer', () => {
  const transfer: Partial<ExperimentSpec> = { source: 'transfer', reach: 40, seeds };

  it.each([1, 3])(
    'leaves the own seed out: what seed %i did, even its future, changes nothing for it',
    async (own) => {
      const arms: ExperimentSpec['arms'] = ['control', 'farcaster', 'introspection'];
      const poison = (recorded: Trajectories): Trajectories => {
        const values = recorded.values.slice();
        const width = recorded.replicas.length * recorded.rows;
        // Everything recorded of that seed.
        const index = recorded.replicas.findIndex(({ seed }) => seed === own);
        for (let at = 0; at < values.length; at += 1)
          if (Math.floor((at % width) / recorded.rows) === index) values[at] = NaN;
        return { ...recorded, values };
      };
      const [clean, poisoned] = [
        await runOf({ ...transfer, arms }),
        await runOf({ ...transfer, arms }, { poison }),
      ];
      const replicas = clean.plan.replicas.flatMap(({ seed }, r) => (seed === own ? [r] : []));
      expect(replicas).toHaveLength(3);
      for (const r of replicas) expect(column(poisoned.loss, r)).toEqual(column(clean.loss, r));
      // The other seeds did learn from it.
      const other = clean.plan.replicas.findIndex(({ arm, seed }) => arm === 'farcaster' && seed === 2);
      expect(column(poisoned.loss, other)).not.toEqual(column(clean.loss, other));
    },
  );

  it('a single seed learns from one beside it', async () => {
    const run = await runOf({ ...transfer, seeds: [5] });
    expect(errorOf(run, 0)).toBeGreaterThan(0);
    expect(coefficientsOf(run, 0).every(Number.isFinite)).toBe(true);
    // It did learn something: this is not the persistence forecast.
    expect(Math.abs(coefficientsOf(run, 0)[1]! - 1)).toBeGreaterThan(0.01);
  });

  it('records the same number of weights of a point, however many train with it', () => {
    const { spec } = checkSpec({
      ...transfer,
      layers: [64, 64],
      steps: 4000,
      period: 41,
      seeds: sequence(1, 8),
    });
    const rowsWith = (rates: readonly number[]): Uint32Array =>
      pilotPlan(planRun(spec, null, rates), null)!.setup.watched;
    const alone = rowsWith([0.3]);
    expect(alone.length).toBeLessThan(4096);
    expect(rowsWith([0.3, 1, 2])).toEqual(alone);
  });

  it('reaches farther than a window teaches', async () => {
    const run = await runOf({ ...transfer, reach: 60, candidates: 3 });
    expect(run.plan.forecast.horizons).toEqual([20, 40, 60]);
  });
});

describe('the oracle', () => {
  it('fits a replica’s own future better than its window or others do', async () => {
    const [oracle, others, window] = [
      await runOf({ source: 'oracle', reach: 40, seeds, gate: 'never', fit: 'absolute' }),
      await runOf({ source: 'transfer', reach: 40, seeds, gate: 'never', fit: 'absolute' }),
      await runOf({ seeds, gate: 'never', fit: 'absolute' }),
    ];
    expect(oracle.plan.forecast.horizons.at(-1)).toBe(window.plan.forecast.horizons.at(-1));
    for (const replica of [0, 1, 2]) {
      expect(errorOf(oracle, replica)).toBeLessThan(errorOf(others, replica));
      expect(errorOf(oracle, replica)).toBeLessThan(errorOf(window, replica));
    }
  });

  it('goes back exactly: training is as if it had not looked', async () => {
    for (const optimizer of ['sgd', 'adam'] as const) {
      const spec = { optimizer, gate: 'never', seeds: [1], batch: 16, learningRate: 0.05 } as const;
      const [looked, plain] = [await runOf({ ...spec, source: 'oracle' }), await runOf(spec)];
      expect(looked.loss).toEqual(plain.loss);
    }
  });
});

describe('frozen coefficients', () => {
  it('are used as they stand, by horizon in snapshots', async () => {
    const run = await runOf({
      source: 'frozen',
      frozen: [30, -0.5, 1.5, 0.25, 10, -0.1, 1.1, 0],
      seeds: [1],
    });
    expect(run.plan.forecast.horizons).toEqual([10, 30]);
    expect(coefficientsOf(run, 0)).toEqual([-0.5, 1.5, 0.25]);
    expect(coefficientsOf(run, 1)).toEqual([-0.5, 1.5, 0.25]);
  });

  it('belong to one group each if a horizon has all, to all groups if it has one', async () => {
    const run = await runOf({
      source: 'frozen',
      groups: 'layer',
      frozen: [30, -0.5, 1.5, 0.25, 30, -0.25, 1.25, 0, 10, -0.125, 1.125, 0],
      seeds: [1],
    });
    expect(run.plan.forecast.horizons).toEqual([10, 30]);
    const { coefficients } = ofType(run.events, 'forecasted')[0]!;
    // [horizon, replica, group, 3]
    expect(Array.from(coefficients.subarray(0, 6))).toEqual([-0.125, 1.125, 0, -0.125, 1.125, 0]);
    expect(Array.from(coefficients.subarray(12, 18))).toEqual([-0.5, 1.5, 0.25, -0.25, 1.25, 0]);
  });

  it('refer to the window’s ends, whatever a fit would use', async () => {
    const frozen = { source: 'frozen', frozen: [10, -0.5, 1.5, 0.25], seeds: [1] } as const;
    const [last, ends] = [await runOf({ ...frozen, columns: 'last' }), await runOf(frozen)];
    expect(last.plan.layout.farcaster).toEqual([0, 20]);
    expect(last.loss).toEqual(ends.loss);
  });

  it('count snapshots, not steps', async () => {
    const strided = { source: 'frozen', stride: 2, window: 10, warmup: 20, period: 21 } as const;
    const run = await runOf({ ...strided, frozen: [10, -0.5, 1.5, 0.25], seeds: [1] });
    expect(run.plan.forecast.horizons).toEqual([20]);
    expect(coefficientsOf(run, 0)).toEqual([-0.5, 1.5, 0.25]);
  });

  it('are the geometric solution for .98 a snapshot where none are given', async () => {
    const run = await runOf({
      source: 'frozen',
      reach: 150,
      candidates: 1,
      window: 50,
      warmup: 50,
      period: 51,
    });
    const [a0, an, b] = coefficientsOf(run, 0);
    expect(a0).toBeCloseTo(-0.5451, 4);
    expect(an).toBeCloseTo(1.5451, 4);
    expect(b).toBe(0);
  });
});

describe('columns, losses and groups', () => {
  it.each([
    ['ends', [0, 20]],
    ['four', [0, 7, 13, 20]],
    ['last', [10, 13, 17, 20]],
    ['all', [0, 3, 7, 10, 13, 17, 20]],
  ] as const)('T = %s uses snapshots %o of a window of 20 that is split by 3', async (columns, inputs) => {
    const run = await runOf({ columns, seeds: [1] });
    expect(run.plan.layout.farcaster).toEqual(inputs);
    expect(coefficientsOf(run, 0)).toHaveLength(inputs.length + 1);
    expect(coefficientsOf(run, 0).every(Number.isFinite)).toBe(true);
  });

  it.each(['absolute', 'huber'] as const)('%s is another fit of the same forecast', async (fit) => {
    const [other, squares] = [await runOf({ fit, seeds: [1] }), await runOf({ seeds: [1] })];
    const [a, b] = [coefficientsOf(other, 0), coefficientsOf(squares, 0)];
    expect(a).not.toEqual(b);
    a.forEach((value, i) => expect(Math.abs(value - b[i]!)).toBeLessThan(0.5));
    expect(other.plan.jumpCosts.farcaster).toBeGreaterThan(squares.plan.jumpCosts.farcaster);
  });

  it('without bias b is 0, with sum to one the coefficients add up to it', async () => {
    const run = await runOf({ bias: 'off', sum: 'one', seeds: [1], columns: 'four' });
    const terms = coefficientsOf(run, 1);
    expect(terms.at(-1)).toBe(0);
    expect(terms.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
  });

  it.each([
    ['layer', 'squares', [0, 0, 1, 1]],
    ['kind', 'squares', [0, 1, 0, 1]],
    ['shared', 'squares', [0, 0, 0, 0]],
    ['layer', 'absolute', [0, 0, 1, 1]],
  ] as const)('groups: %s, fitted by %s, has a set for each', async (groups, fit, groupOf) => {
    const run = await runOf({ groups, fit, seeds: [1] });
    expect(run.plan.layout.groupOf).toEqual(groupOf);
    const count = new Set(groupOf).size;
    const { coefficients } = ofType(run.events, 'forecasted')[0]!;
    const width = run.plan.layout.farcaster.length + 1;
    expect(coefficients.length).toBe(run.plan.forecast.horizons.length * 2 * count * width);
    const first = Array.from({ length: count }, (_, g) =>
      Array.from(coefficients.subarray(g * width, (g + 1) * width)),
    );
    expect(new Set(first.map(String)).size).toBe(count);
    // Every group was fitted: none is the persistence forecast.
    for (const terms of first) expect(Math.abs(terms[1]! - 1)).toBeGreaterThan(1e-3);
  });

  it('a penalty on growing steps changes the forecast', async () => {
    const [held, free] = [
      await runOf({ penalty: 'worst', penaltyWeight: 10, seeds: [1] }),
      await runOf({ seeds: [1] }),
    ];
    const reach = (run: Outcome): number => coefficientsOf(run, 0)[1]! - 1;
    expect(reach(held)).toBeLessThan(reach(free));
  });
});

describe('scores', () => {
  it('of staying and of the endpoint line are what the frames say', async () => {
    const { events, plan } = await runOf({ seeds: [1] });
    const score = ofType(events, 'scored')[0]!.scores.find(({ replica }) => replica === 0)!;
    const { count: parameterCount } = plan.setup.model.parameters;
    const at = (step: number): Float32Array =>
      ofType(events, 'framed')
        .find((frame) => frame.step === step)!
        .weights.subarray(0, parameterCount);
    const h = plan.forecast.horizons.length - 1;
    const horizon = plan.forecast.horizons[h]!;
    const [first, last, came] = [at(20), at(40), at(40 + horizon)];
    const mean = (error: (p: number) => number): number =>
      Array.from(came, (_, p) => Math.abs(error(p))).reduce((a, b) => a + b, 0) / parameterCount;
    expect(score.stayMae[h]).toBeCloseTo(
      mean((p) => last[p]! - came[p]!),
      6,
    );
    expect(score.lineMae[h]).toBeCloseTo(
      mean((p) => last[p]! + (horizon / 20) * (last[p]! - first[p]!) - came[p]!),
      6,
    );
  });
});

describe('quality', () => {
  it('a good forecast points where the weights went', async () => {
    const run = await runOf({ seeds: [1] });
    const score = ofType(run.events, 'scored')[0]!.scores.find(({ replica }) => replica === 0)!;
    const tensors = run.plan.setup.model.parameters.tensors.length;
    for (const cosines of score.cosine) {
      expect(cosines).toHaveLength(tensors + 1);
      expect(cosines.at(-1)).toBeGreaterThan(0.5);
      expect(cosines.at(-1)).toBeLessThanOrEqual(1);
    }
    for (const ratios of score.normRatio) expect(ratios.at(-1)).toBeGreaterThan(0.1);
  });

  it('does not depend on the inputs of other arms', async () => {
    const arms: ArmId[] = ['control', 'farcaster', 'quadratic', 'columns'];
    const [alone, beside] = [await runOf({ seeds: [1] }), await runOf({ seeds: [1], arms })];
    const cosineOf = (run: Outcome): number =>
      ofType(run.events, 'scored')[0]!
        .scores.find(({ replica }) => replica === 0)!
        .cosine[0]!.at(-1)!;
    expect(cosineOf(beside)).toBeCloseTo(cosineOf(alone), 5);
    expect(column(beside.loss, 1)).toEqual(column(alone.loss, 1));
  });
});
