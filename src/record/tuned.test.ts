// A tuned run against the same experiments run one by one: the rates it chooses, and that it equals the run at those
// rates.
import { describe, expect, it } from 'vitest';
import { firstReach, targetStep } from '../core/evidence/savings.ts';
import { median } from '../core/evidence/statistics.ts';
import { startReferenceEngine } from '../engine/reference/reference-engine.ts';
import type { ArmId, ExperimentSpec } from '../experiment/fields.ts';
import { fields } from '../experiment/fields.ts';
import { readLink } from '../experiment/link/link.ts';
import { checkSpec } from '../experiment/spec.ts';
import { recordTuning, tuningPlans } from '../run/tuning/tuning-runs.ts';
import type { RunHistory } from './history.ts';
import { resultOf } from './result.ts';
import { hosted } from './testing/hosted.ts';

const values: Partial<ExperimentSpec> = {
  samples: 32,
  layers: [4],
  steps: 110,
  batch: 16,
  seeds: [1, 2],
  arms: ['control', 'farcaster', 'average', 'random', 'faster'],
};
const tuned = (): Promise<RunHistory> => hosted({ ...values, tune: 'each' });

/** Losses of an arm's replicas after steps 1.., and their costs. */
const curvesOf = (history: RunHistory, arm: ArmId): { loss: Float32Array; ledger: Float64Array }[] =>
  history.replicasOf(arm).map((replica) => {
    const loss = history.lossOf(replica);
    return { loss, ledger: history.ledgerOf(replica, loss.length) };
  });

describe('the tuning runs', () => {
  it('are recorded bit for bit as a history records the same experiments', async () => {
    const { spec } = checkSpec({ ...values, learningRate: 2, tune: 'each' });
    const [plan] = tuningPlans(spec, null);
    const runs = await recordTuning(plan!, await startReferenceEngine(plan!.setup), async () => true);
    const jumped: number[] = [];
    for (const learningRate of plan!.rates) {
      const { seeds, arms } = plan!.spec;
      const history = await hosted({ ...values, learningRate, seeds, arms });
      for (const arm of arms) {
        const found = runs!.filter((run) => run.arm === arm && run.rate === learningRate);
        expect(found.map(({ loss, ledger }) => ({ loss, ledger }))).toEqual(curvesOf(history, arm));
        expect(found.map(({ initial }) => initial)).toEqual(
          history.replicasOf(arm).map((r) => history.loss[r]),
        );
      }
      jumped.push(history.jumps.flat().reduce((sum, { cost }) => sum + cost, 0));
    }
    expect(Math.max(...jumped)).toBeGreaterThan(0);
    expect(new Set(runs!.map(({ loss }) => loss.length))).toEqual(new Set([spec.steps]));
  });

  it('end on request', async () => {
    const [plan] = tuningPlans(checkSpec({ ...values, tune: 'each' }).spec, null);
    let looks = 0;
    const goOn = async (): Promise<boolean> => (looks += 1) < 3;
    expect(await recordTuning(plan!, await startReferenceEngine(plan!.setup), goOn)).toBeNull();
  });
});

describe('a tuned run', () => {
  it('takes the rates that experiments on the tuning seeds, one for each rate, find best', async () => {
    const { prepared, spec } = await tuned();
    const { tuning, smoothing } = prepared;
    const { seeds, grid, target, arms } = tuning!;
    const histories = await Promise.all(
      grid.map((learningRate) => hosted({ ...values, learningRate, seeds })),
    );
    const at = targetStep(spec.steps);
    const controlLosses = histories.map((history) =>
      median(history.replicasOf('control').map((r) => history.smoothed[at * history.replicaCount + r]!)),
    );
    expect(target).toBeCloseTo(Math.min(...controlLosses), 6);
    const quickest = (arm: ArmId): number => {
      const costs = histories.map((history) =>
        median(
          curvesOf(history, arm).map(({ loss, ledger }) => {
            const reached = firstReach(loss, target!, smoothing);
            return reached < 0 ? 1e9 : ledger[reached]!;
          }),
        ),
      );
      expect(Math.min(...costs)).toBeLessThan(1e9);
      return grid[costs.indexOf(Math.min(...costs))]!;
    };
    const rates = Object.fromEntries(arms.map(({ arm, rate }) => [arm, rate]));
    for (const arm of ['control', 'farcaster', 'average'] as const) expect(rates[arm]).toBe(quickest(arm));
    expect(rates['random']).toBe(rates['farcaster']);
    expect(rates['faster']).toBe(2 * rates['control']!);
    // Tuning that always chose the experiment's own rate would look correct if that is the best.
    expect(new Set([rates['control'], rates['farcaster'], fields.learningRate.default]).size).toBeGreaterThan(
      1,
    );
  });

  it('is bit-identical to the experiment at those rates, arm by arm', async () => {
    const history = await tuned();
    for (const { arm, rate } of history.prepared.tuning!.arms) {
      const learningRate = arm === 'faster' ? rate / 2 : rate;
      const alone = await hosted({ ...values, learningRate });
      expect(curvesOf(history, arm)).toEqual(curvesOf(alone, arm));
    }
  });

  it('is bit-identical each time, and its result says how it was tuned', async () => {
    const [first, second] = [resultOf(await tuned(), 'x'), resultOf(await tuned(), 'x')];
    expect({ ...second, seconds: 0 }).toEqual({ ...first, seconds: 0 });
    expect(first.tuning!.seeds).toEqual([3, 4, 5]);
    expect(first.tuning!.arms.map(({ arm }) => arm)).toEqual(first.spec.arms);
  });

  it('finds the same rates for the control alone', async () => {
    const [all, alone] = [await tuned(), await hosted({ ...values, tune: 'each', arms: ['control'] })];
    expect(alone.prepared.tuning!.arms).toEqual(all.prepared.tuning!.arms.slice(0, 1));
  });
});

it('changes no digest of a run that is not tuned', async () => {
  // The page's results for this experiment without tuning; costs of jumps are counted from the shapes.
  const read = readLink('v=2&samples=32&layers=4&steps=90&seeds=2');
  if (!read.ok) throw new Error(read.reason);
  const history = await hosted(read.spec);
  expect(history.prepared.tuning).toBeUndefined();
  const { digest, tuning } = resultOf(history, 'x');
  expect(tuning).toBeNull();
  expect(digest).toBe('6724096e28c59c662144c68b6fe455cc1a6206f2640177a98277dc4d0b34a196');
});
