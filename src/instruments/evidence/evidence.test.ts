import { describe, expect, it } from 'vitest';
import type { ArmId } from '../../experiment/fields.ts';
import { defaultPreferences } from '../../store/browser-storage.ts';
import type { RunHistory } from '../../record/history.ts';
import { recorded, scored, type Recording } from '../../record/testing/recorded.ts';
import { progressOf } from '../../store/select/progress.ts';
import { aroundJob, aroundView } from '../../record/evidence/around.ts';
import { coefficientsOf } from './views.ts';
import { equalCostView } from '../../record/evidence/equal-cost.ts';
import { qualityView } from '../../record/evidence/quality.ts';
import { savingsView } from '../../record/evidence/savings.ts';
import { targetsView } from '../../record/evidence/targets.ts';

const speeds: Readonly<Partial<Record<ArmId, number>>> = { control: 1, farcaster: 2, search: 4, faster: 0.5 };

const run: Recording = {
  spec: { arms: ['control', 'search', 'faster', 'farcaster'], seeds: [1, 2, 3], steps: 100, period: 21 },
  loss: (arm, seed, step) => seed * 2 ** (-(speeds[arm]! * step) / 10),
};

describe('the table of arms', () => {
  it('has the farcaster first, then what saved most, each with its role', () => {
    const { rows, seeds } = savingsView(recorded(run));
    expect(rows.map(({ arm, role }) => [arm, role])).toEqual([
      ['farcaster', 'subject'],
      ['search', 'rival'],
      ['faster', 'rival'],
    ]);
    expect(seeds).toBe(3);
    const { verdict } = rows[0]!.evidence!;
    expect(verdict).toMatchObject({ savedFraction: 0.5, better: 3, total: 3, unreached: 0 });
    expect(verdict.worse).toBe(0);
    // At half the rate it is nowhere near after 100 steps, against 70 of the control.
    expect(rows[2]!.evidence).toMatchObject({ verdict: { worse: 3, unreached: 3 } });
  });

  it('waits for every seed of an arm, then tells that arm', () => {
    const early = savingsView(recorded({ ...run, until: 60 }));
    expect(early.rows.every(({ evidence }) => evidence === null)).toBe(true);
    const late = savingsView(recorded({ ...run, until: 80 }));
    expect(late.rows.map(({ arm, evidence }) => [arm, evidence !== null])).toEqual([
      ['farcaster', true],
      ['search', true],
      ['faster', false],
    ]);
  });

  it('does not tell an arm by its quick seeds alone', () => {
    // A seed gets to where the control is after 70 steps in 17.5 steps times its number.
    const uneven = (seeds: readonly number[]): RunHistory =>
      recorded({
        ...run,
        spec: { ...run.spec, arms: ['control', 'farcaster'], seeds },
        loss: (arm, seed, step) => 2 ** (-(arm === 'control' ? step : (step * 4) / seed) / 20),
        until: 75,
      });
    expect(savingsView(uneven([1, 2, 3])).rows[0]!.evidence).not.toBeNull();
    expect(savingsView(uneven([1, 2, 5])).rows[0]!.evidence).toBeNull();
  });

  it('tells what may not be claimed', () => {
    const notes = (source: 'in-run' | 'oracle' | 'transfer'): (string | null)[] =>
      savingsView(recorded({ ...run, spec: { ...run.spec, source } })).rows.map(({ note }) => note);
    expect(notes('in-run')).toEqual([null, null, null]);
    expect(notes('oracle')).toEqual(['upper bound, not a result', null, null]);
    expect(notes('transfer')).toEqual(['fitting runs not charged', null, null]);
  });
});

describe('speed-up over targets', () => {
  it('goes along the control’s whole way, and charges the ledger', () => {
    const jumps = [1, 2, 3].map((seed) => ({ arm: 'farcaster' as const, seed, step: 1, cost: 25 }));
    const { curves, target } = targetsView(recorded({ ...run, jumps }));
    const { arm, rows } = curves[0]!;
    expect(arm).toBe('farcaster');
    expect(rows).toHaveLength(24);
    // The lowest target is reached after 50 steps and 25 for the jump, against 100.
    expect(rows.at(-1)).toMatchObject({ saved: 0.25, pairs: 3, unreached: 0 });
    expect(rows.at(-1)!.target).toBeCloseTo(2 * 2 ** -10, 9);
    expect(target).toBeCloseTo(2 * 2 ** -7, 6);
    // Early on the jump is all there is.
    expect(rows[0]!.saved).toBeLessThan(-1);
  });

  it('tells targets that everyone has reached while the others are on their way', () => {
    const half = recorded({ ...run, spec: { ...run.spec, arms: ['control', 'faster'] }, until: 50 });
    const { rows } = targetsView(half).curves[0]!;
    expect(rows.length).toBeGreaterThan(8);
    expect(rows.length).toBeLessThan(14);
  });
});

describe('quality at equal cost', () => {
  it('stops the treated where the control’s cost ends, and tests all after the same step', () => {
    const jumps = [1, 2, 3].map((seed) => ({ arm: 'farcaster' as const, seed, step: 10, cost: 20 }));
    const view = equalCostView(
      recorded({
        ...run,
        jumps,
        test: (arm, seed) => (arm === 'control' ? [1, 0.9] : [1 + 0.1 * seed, 0.88]),
      }),
    );
    const [row] = view.rows;
    expect(row).toMatchObject({ arm: 'farcaster', paid: 1.2, equal: { cost: 100, steps: 80, better: 3 } });
    // 2^-16 against 2^-10.
    expect(row!.equal!.difference.median).toBeCloseTo(-6 * Math.log10(2), 5);
    expect(row!.testLossDifference!.mean).toBeCloseTo(0.2, 6);
    expect(row!.testAccuracyDifference!.mean).toBeCloseTo(-0.02, 6);
    expect(view).toMatchObject({ evaluatedAt: 100, control: { cost: 100 } });
    expect(view.control!.testAccuracy).toBeCloseTo(0.9, 6);
  });

  it('has no test split before one was evaluated, nor accuracies where there are none', () => {
    expect(equalCostView(recorded({ ...run, until: 50 }))).toMatchObject({
      evaluatedAt: null,
      rows: [{ testLoss: null, testLossDifference: null }, {}, {}],
    });
    const [row] = equalCostView(recorded({ ...run, test: () => [0.5, NaN] })).rows;
    expect(row).toMatchObject({ testLoss: 0.5, testAccuracy: null, testAccuracyDifference: null });
  });
});

describe('replicas that stopped', () => {
  const stopped = recorded({
    ...run,
    spec: { ...run.spec, arms: ['control', 'farcaster'] },
    diverged: [
      { arm: 'control', seed: 1, step: 20 },
      { arm: 'farcaster', seed: 2, step: 20 },
    ],
  });

  it('are left out at equal cost, with their partners, and counted', () => {
    const { rows, control, summary } = equalCostView(stopped);
    expect(rows[0]!.equal).toMatchObject({ stopped: 2, cost: 100, difference: { count: 1 } });
    expect(rows[0]!.paid).toBe(1);
    expect(control).toMatchObject({ stopped: 1 });
    expect(summary).toContain('(1 of 3 seeds stopped)');
    expect(summary).toContain('lower in 1 of 1 seeds (2 of 3 pairs left out: one of the two stopped)');
  });

  it('keep their row where every pair has one, in words', () => {
    const diverged = [1, 2, 3].map((seed) => ({ arm: 'farcaster' as const, seed, step: 20 }));
    const view = equalCostView(
      recorded({ ...run, spec: { ...run.spec, arms: ['control', 'farcaster'] }, diverged }),
    );
    expect(view.rows).toMatchObject([{ arm: 'farcaster', equal: null, paid: null }]);
    expect(view.summary).toContain('farcaster: in every pair one of the two stopped');
    expect(view.summary).not.toContain('NaN');
  });

  it('are not in the means of the test split, whatever class their weights take everything for', () => {
    const history = recorded({
      ...run,
      spec: { ...run.spec, arms: ['control', 'farcaster'] },
      diverged: [{ arm: 'farcaster', seed: 2, step: 20 }],
      test: (_, seed) => [seed, seed / 10],
    });
    const { rows, control } = equalCostView(history);
    expect(control).toMatchObject({ testSeeds: 3, testLoss: 2 });
    expect(rows[0]).toMatchObject({ testSeeds: 2, testLoss: 2, testLossDifference: { count: 2 } });
    expect(progressOf(history, 0).accuracy).toEqual([
      { arm: 'control', value: expect.closeTo(0.2, 6) as number, going: 3, seeds: 3 },
      { arm: 'farcaster', value: expect.closeTo(0.2, 6) as number, going: 2, seeds: 3 },
    ]);
  });

  it('count in the table as never there, and not at all where it is the control', () => {
    // Seed 1 has no target. Seed 2 paid 100 for nothing, against 70. Seed 3 saved half.
    const [row] = savingsView(stopped).rows;
    expect(row!.evidence).toMatchObject({ verdict: { worse: 1, total: 2, unreached: 1, better: 1 } });
  });
});

describe('around jumps', () => {
  /** A jump at 30 lifts the loss tenfold for five steps, one at 60 makes it a tenth for good. */
  const spiky: Recording = {
    spec: { arms: ['control', 'farcaster'], seeds: [1, 2], steps: 100, period: 21 },
    loss: (arm, _, step) =>
      2 ** (-step / 10) *
      (arm === 'control' ? 1 : (step >= 30 && step < 35 ? 10 : 1) * (step >= 60 ? 0.1 : 1)),
    jumps: [1, 2].flatMap((seed) => [30, 60].map((step) => ({ arm: 'farcaster' as const, seed, step }))),
  };

  it('pauses now and then where nobody has looked at many jumps', () => {
    const history = recorded({
      ...spiky,
      spec: { ...spiky.spec, period: 5, steps: 1500 },
      jumps: Array.from({ length: 160 }, (_, i) => ({ arm: 'farcaster', seed: 1, step: 60 + 5 * i })),
    });
    const job = aroundJob(history);
    let pauses = 0;
    let step = job.next();
    for (; step.done !== true; step = job.next()) pauses += 1;
    expect(step.value.curves[0]!.jumps).toBe(160);
    expect(pauses).toBe(3);
    expect(step.value).toEqual(aroundView(history));
  });

  it('averages spike and gain, from the step before', () => {
    const { jumps, rows } = aroundView(recorded(spiky)).curves[0]!;
    expect(jumps).toBe(4);
    const at = (offset: number): number => rows.find((row) => row.offset === offset)!.mean;
    expect(rows.at(-1)!.offset).toBe(21);
    expect(at(-1)).toBeCloseTo(0, 6);
    expect(at(0)).toBeCloseTo(0, 5);
    expect(at(4)).toBeCloseTo(0, 5);
    expect(at(5)).toBeCloseTo(-0.5, 5);
    // Before the second jump lies the first, and no more is looked at.
    expect(rows[0]!.offset).toBe(-30);
    expect(at(-30)).toBeCloseTo(0.5, 5);
  });

  it('ends at the next jump, and leaves rejected ones out', () => {
    const close = [1, 2].flatMap((seed) => [
      { arm: 'farcaster' as const, seed, step: 50 },
      { arm: 'farcaster' as const, seed, step: 55, accepted: false },
      { arm: 'farcaster' as const, seed, step: 60 },
    ]);
    const { jumps, rows } = aroundView(recorded({ ...spiky, jumps: close })).curves[0]!;
    expect(jumps).toBe(4);
    expect(rows.find(({ offset }) => offset === 9)!.jumps).toBe(4);
    expect(rows.find(({ offset }) => offset === 10)!.jumps).toBe(2);
  });

  it('adds every jump once, when all around it is known', () => {
    const at = (until: number): number => aroundView(recorded({ ...spiky, until })).curves[0]?.jumps ?? 0;
    expect([51, 52, 61, 81, 82].map(at)).toEqual([0, 2, 2, 2, 4]);
    const history = recorded(spiky);
    expect(aroundView(history)).toEqual(aroundView(history));
  });

  it('counts seeds, and jumps left out because one of the two was at loss 0 or had stopped', () => {
    const history = recorded({
      ...spiky,
      loss: (arm, seed, step) => (arm === 'farcaster' && seed === 2 && step >= 40 ? 0 : 1 + step),
    });
    const { curves, summary } = aroundView(history);
    expect(curves[0]).toMatchObject({ jumps: 3, seeds: 2, leftOut: 1 });
    const at = (offset: number): unknown => curves[0]!.rows.find((row) => row.offset === offset);
    expect(at(9)).toMatchObject({ jumps: 3, seeds: 2 });
    // From here on one seed is at loss 0 after its first jump: two jumps of the other are left.
    expect(at(10)).toMatchObject({ jumps: 2, seeds: 1, low: null });
    expect(summary).toContain('3 jumps in 2 of 2 seeds (1 more left out');
  });

  it('follow no replica beyond the step at which it stopped', () => {
    const history = recorded({ ...spiky, diverged: [{ arm: 'farcaster', seed: 2, step: 65 }] });
    const { rows } = aroundView(history).curves[0]!;
    // The second jump of seed 2 has steps 60 to 64; the first jumps of both seeds go on.
    expect([4, 5].map((offset) => rows.find((row) => row.offset === offset)!.jumps)).toEqual([4, 3]);
  });

  it('draws placebos beside the farcaster, and no other arm', () => {
    const arms = ['control', 'farcaster', 'random', 'search'] as const;
    const jumps = arms.slice(1).map((arm) => ({ arm, seed: 1, step: 30 }));
    const { curves } = aroundView(recorded({ ...spiky, spec: { ...spiky.spec, arms, seeds: [1] }, jumps }));
    expect(curves.map(({ arm }) => arm)).toEqual(['farcaster', 'random']);
  });
});

describe('forecast quality', () => {
  it('is that of the control, and adds every score once', () => {
    const history = recorded({ ...run, spec: { ...run.spec, arms: ['control', 'farcaster'], seeds: [1] } });
    history.take({
      type: 'scored',
      anchor: 40,
      horizons: [2, 4],
      scores: [scored(0, [0.2, 0.4]), scored(1, [9, 9])],
    });
    expect(qualityView(history).forecasts).toBe(1);
    history.take({ type: 'scored', anchor: 61, horizons: [2], scores: [scored(0, [0.4])] });
    const { rows, forecasts, parts } = qualityView(history);
    expect(forecasts).toBe(2);
    expect(parts).toEqual(['layer 1 kernel', 'layer 1 bias', 'all weights']);
    expect(rows.map(({ horizon, forecasts: count }) => [horizon, count])).toEqual([
      [2, 2],
      [4, 1],
    ]);
    expect(rows[0]!.skill).toBeCloseTo(0.7, 12);
  });

  it('has networks in rows of their own, at the horizon each aims at', () => {
    const arms: ArmId[] = ['control', 'points', 'introspection', 'wnn'];
    const history = recorded({ ...run, spec: { ...run.spec, arms, seeds: [1] }, loss: () => 1 });
    const take = (horizons: number[], replica: number, mae: number[]): void => {
      history.take({ type: 'scored', anchor: 40, horizons, scores: [scored(replica, mae)] });
    };
    take([2, 4], 0, [0.2, 0.4]);
    take([2, 4], 1, [9, 9]);
    expect(qualityView(history).networks).toEqual([]);
    take([4], 3, [0.5]);
    take([2], 2, [0.1]);
    take([4], 3, [0.7]);
    const { rows, networks, forecasts, summary } = qualityView(history);
    expect(networks.map(({ arm, horizon, index, forecasts: count }) => [arm, horizon, index, count])).toEqual(
      [
        ['introspection', 2, 0, 1],
        ['wnn', 4, 1, 2],
      ],
    );
    expect(networks[1]!.mae).toBeCloseTo(0.6, 12);
    expect(networks[1]!.skill).toBeCloseTo(0.4, 12);
    // They change nothing about the control's.
    expect(forecasts).toBe(1);
    expect(rows.map(({ mae }) => mae)).toEqual([0.2, 0.4]);
    expect(summary).toContain('2 by the WNN-style network: 4 steps ahead skill 0.40');
  });
});

describe('coefficients', () => {
  const groups = ['kernels', 'biases'];
  const history = recorded({
    ...run,
    spec: { ...run.spec, arms: ['control', 'farcaster'], seeds: [5, 6] },
    groups,
  });
  // [horizon 2, replica 4, group 2, 3]: each number tells its place.
  const coefficients = Float32Array.from({ length: 48 }, (_, at) => at);
  // The last replica has another forecast.
  for (const h of [0, 1]) coefficients.fill(NaN, (h * 4 + 3) * 6, (h * 4 + 4) * 6);

  it('are those of the chosen replica in the newest forecast, group by group', () => {
    const stale = new Float32Array(48);
    for (const values of [stale, coefficients])
      history.take({ type: 'forecasted', anchor: 40, predicted: new Float32Array(8), coefficients: values });
    const view = coefficientsOf(history, { weightsArm: 'farcaster', weightsSeed: 5 });
    expect(view).toMatchObject({ arm: 'farcaster', seed: 5, anchor: 40, inputs: ['A₀', 'Aₙ'] });
    expect(view.groups.map(({ name }) => name)).toEqual(groups);
    expect(
      view.groups[1]!.rows.map(({ horizon, inputs, constant }) => [horizon, ...inputs, constant]),
    ).toEqual([
      [2, 15, 16, 17],
      [4, 39, 40, 41],
    ]);
  });

  it('are of the control’s first seed by default, and none for another forecast', () => {
    expect(coefficientsOf(history, defaultPreferences)).toMatchObject({ arm: 'control', seed: 5 });
    expect(coefficientsOf(history, { weightsArm: 'farcaster', weightsSeed: 6 }).groups).toEqual([]);
  });

  it('must fit the run', () => {
    const short = { type: 'forecasted', anchor: 40, predicted: new Float32Array(8) } as const;
    expect(() => history.take({ ...short, coefficients: coefficients.slice(1) })).toThrow(/48 values/);
  });
});
