// Points that train together give what each gives alone, to the bit.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bringsMomentum } from '../../experiment/arms.ts';
import { fields, type ExperimentSpec } from '../../experiment/fields.ts';
import { checkSpec } from '../../experiment/spec.ts';
import type { RunHistory } from '../../record/history.ts';
import { resultOf } from '../../record/result.ts';
import { inProcess } from '../testing/in-process.ts';
import { recordOf } from '../../record/sweep/point-record.ts';
import { QuietRunner } from './sweep-runner.ts';

type Values = Partial<ExperimentSpec>;

const small: Values = {
  ...{ samples: 32, layers: [4], steps: 110, seeds: [1, 2, 3], learningRate: 0.5 },
  arms: ['control', 'farcaster'],
};
const rates = [0.2, 0.5, 1];

const specOf = (values: Values): ExperimentSpec => {
  const { spec, corrections } = checkSpec({ ...small, ...values });
  expect(corrections).toEqual([]);
  return spec;
};

async function historiesOf(specs: readonly ExperimentSpec[]): Promise<readonly RunHistory[]> {
  const outcome = await new QuietRunner(inProcess, '').run(specs, () => undefined);
  if (outcome === null || 'failure' in outcome) throw new Error(outcome?.failure ?? 'stopped');
  return outcome.histories;
}

/** Everything that a run recorded; only what took time is left out, and frames, which points that train together do not tell. */
const allOf = (history: RunHistory): unknown => ({
  result: { ...resultOf(history, 'x'), seconds: 0 },
  record: recordOf(history),
  prepared: history.prepared,
  watched: history.watched,
  smoothed: history.smoothed,
  forecasts: history.forecasts,
  fits: history.fits,
  scores: history.scores,
  jumps: history.jumps,
  divergences: history.divergences,
  evaluated: history.evaluated,
});

/** What the points give together, after it was held against what each gives alone. */
async function compared(values: Values, at: readonly number[] = rates): Promise<readonly RunHistory[]> {
  const specs = at.map((learningRate) => specOf({ ...values, learningRate }));
  const together = await historiesOf(specs);
  expect(together).toHaveLength(specs.length);
  for (const [point, spec] of specs.entries()) {
    const [alone] = await historiesOf([spec]);
    expect(resultOf(together[point]!, 'x').digest).toBe(resultOf(alone!, 'x').digest);
    expect(allOf(together[point]!)).toEqual(allOf(alone!));
  }
  // Nothing is compared where nothing differs.
  expect(new Set(together.map((history) => resultOf(history, 'x').digest)).size).toBe(specs.length);
  return together;
}

const acceptedBy = (history: RunHistory, arm: ExperimentSpec['arms'][number]): number =>
  history
    .replicasOf(arm)
    .reduce((sum, r) => sum + history.jumps[r]!.filter(({ accepted }) => accepted).length, 0);

/** All but networks, which take long to train. */
const everyArm = (Object.keys(fields.arms.options) as ExperimentSpec['arms']).filter(
  (arm) => arm !== 'introspection' && arm !== 'wnn',
);

describe('points that train together give what each gives alone', () => {
  it.each<[string, Values]>([
    ['gradient descent with every arm, jumps and placebos', { arms: everyArm, seeds: [1, 2] }],
    ['Adam on mini-batches', { optimizer: 'adam', batch: 8, arms: ['control', 'farcaster', 'random'] }],
    ['AdamW, its state reset at jumps', { optimizer: 'adamw', weightDecay: 0.01, state: 'reset' }],
    ['a schedule whose clock jumps along', { schedule: 'cosine', clock: 'horizon' }],
    ['fits on the other seeds', { source: 'transfer', reach: 20, arms: ['control', 'farcaster', 'scalar'] }],
    ['a single seed that learns from one beside it', { source: 'transfer', reach: 20, seeds: [7] }],
    ['the oracle', { source: 'oracle', reach: 20, arms: ['control', 'farcaster', 'random'] }],
    [
      'the regime gate and two jumps at most',
      { regime: 'stable', times: 2, arms: ['control', 'farcaster', 'search'] },
    ],
    ['fits on rows of weights', { fit: 'absolute', groups: 'layer', columns: 'four' }],
  ])('%s', { timeout: 60_000 }, async (_, values) => {
    await compared(values);
  });

  it('networks trained on the other seeds', { timeout: 60_000 }, async () => {
    await compared({ arms: ['control', 'introspection'], seeds: [1, 2] }, [0.2, 1]);
  });

  it('a placebo follows the farcaster of its own point, at jumps that not every point makes', async () => {
    const histories = await compared({ arms: ['control', 'farcaster', 'random', 'surgery'], steps: 200 });
    const made = histories.map((history) => acceptedBy(history, 'farcaster'));
    expect(histories.map((history) => acceptedBy(history, 'random'))).toEqual(made);
    expect(new Set(made).size).toBeGreaterThan(1);
  });

  it('a point that diverges takes no other with it', async () => {
    const task: Values = { activation: 'relu', optimizer: 'momentum', momentum: 0.99, task: 'ripple' };
    const histories = await compared(task, [0.01, 10, 0.02]);
    const stopped = histories.map(({ divergences }) => divergences.filter((each) => each !== null).length);
    expect(stopped[1]).toBeGreaterThan(0);
    expect([stopped[0], stopped[2]]).toEqual([0, 0]);
  });

  it('whatever the experiment is', { timeout: 120_000 }, async () => {
    const some = fc.record({
      optimizer: fc.constantFrom('sgd', 'momentum', 'rmsprop', 'adam'),
      batch: fc.constantFrom(0, 8, 12),
      activation: fc.constantFrom('tanh', 'relu', 'sigmoid'),
      source: fc.constantFrom('in-run', 'transfer', 'oracle', 'frozen'),
      gate: fc.constantFrom('strict', 'tolerance', 'always', 'never'),
      horizons: fc.constantFrom('search', 'farthest', 'nino'),
      columns: fc.constantFrom('ends', 'four', 'last'),
      damping: fc.constantFrom(0.5, 1),
      seeds: fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 3 }),
      others: fc.subarray(everyArm.filter((arm) => arm !== 'control' && arm !== 'farcaster')),
    } as const);
    await fc.assert(
      fc.asyncProperty(some, async ({ others, ...values }) => {
        const fit = others.filter((arm) => values.optimizer === 'sgd' || !bringsMomentum(arm));
        await compared({ ...values, arms: ['control', 'farcaster', ...fit], reach: 20 }, [0.05, 0.3]);
      }),
      { numRuns: 8 },
    );
  });
});
