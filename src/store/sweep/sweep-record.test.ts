import { describe, expect, it } from 'vitest';
import { defaultSpec, type ArmId } from '../../experiment/fields.ts';
import { mayKeepLosses, recordOf, summarise, targetOf } from './sweep-record.ts';
import type { ArmSummary } from './sweep-state.ts';
import { recorded, type Recording } from '../testing/recorded.ts';

/** The control's loss after t steps is 1 / (1 + t) for seed 1, twice that for seed 2 and so on. */
const slow = (seed: number, step: number): number => seed / (1 + step);

const pair: Recording = {
  spec: { arms: ['control', 'farcaster'], seeds: [1, 2, 3], steps: 20 },
  loss: (arm, seed, step) => slow(seed, arm === 'farcaster' ? 2 * step : step),
  jumps: [1, 2, 3].map((seed) => ({ arm: 'farcaster', seed, step: 2, cost: 0.5 })),
  test: (_arm, seed) => [seed, seed / 10],
};

const summariesOf = async (
  recording: Recording,
  target: number | null,
): Promise<Partial<Record<ArmId, ArmSummary>>> => {
  const summaries = await summarise(recordOf(recorded(recording)), target, () => Promise.resolve());
  return Object.fromEntries(summaries.map((summary) => [summary.arm, summary]));
};

describe('the summary of a point', () => {
  it('times every arm to the target, in steps and on the ledger, and pairs by seed', async () => {
    // seed / (1 + t) <= 0.25 from t = 3, 7, 11 on; at double speed from t = 2, 4, 6, a jump paid at 2.
    const { control, farcaster } = await summariesOf(pair, 0.25);
    expect(control).toMatchObject({ seeds: 3, reached: 3, gain: null, saved: null });
    expect(control!.steps).toMatchObject({ median: 7, low: 3, high: 11 });
    expect(control!.ledger!.median).toBe(7);
    expect(farcaster!.steps!.median).toBe(4);
    expect(farcaster!.ledger!.median).toBe(4.5);
    const gains = [1 - 2.5 / 3, 1 - 4.5 / 7, 1 - 6.5 / 11].sort((a, b) => a - b);
    expect(farcaster!.gain!.median).toBe(gains[1]);
    expect(farcaster!.finalLoss!.median).toBeCloseTo(slow(2, 40), 6);
    expect(farcaster!.testAccuracy!.median).toBeCloseTo(0.2, 6);
    expect(farcaster!.testLoss!.median).toBe(2);
  });

  it('counts who never got there as never, and pays all it paid in the pair', async () => {
    const { control, farcaster } = await summariesOf(pair, 0.06);
    // Only seed 1 of the control gets there (t = 16); at double speed seeds 1 and 2 do (t = 8, 17).
    expect(control).toMatchObject({ reached: 1, steps: { median: Infinity, low: 16, high: Infinity } });
    expect(farcaster).toMatchObject({ reached: 2, steps: { median: 17 } });
    // Seed 3: neither got there, and says nothing.
    expect(farcaster!.gain!.median).toBeCloseTo((1 - 8.5 / 16 + (1 - 17.5 / 20)) / 2, 12);
    const { farcaster: nobody } = await summariesOf(pair, 1e-6);
    expect(nobody).toMatchObject({ reached: 0, gain: null, steps: { median: Infinity, low: Infinity } });
  });

  it('lets a replica that stopped early pay the whole budget', async () => {
    const stopped: Recording = {
      ...pair,
      jumps: [],
      loss: (arm, seed, step) => (arm === 'farcaster' && step >= 1 ? 5 : slow(seed, step)),
    };
    const history = recorded(stopped);
    for (const replica of history.replicasOf('farcaster'))
      history.take({ type: 'diverged', step: 2, replica, reason: 'loss was not finite' });
    const [, farcaster] = await summarise(recordOf(history), 0.25, () => Promise.resolve());
    expect(farcaster!.finalLoss).toBeNull();
    expect(farcaster!.gain!.median).toBe(1 - 20 / 7);
  });

  it('has no times without a target, but all the rest', async () => {
    const { farcaster } = await summariesOf(pair, null);
    expect(farcaster).toMatchObject({ reached: 0, steps: null, ledger: null, gain: null });
    expect(farcaster!.saved).not.toBeNull();
  });

  it('reads the target off the controls: the median of their losses after 70 % of the budget', () => {
    expect(targetOf(recordOf(recorded(pair)))).toBeCloseTo(slow(2, 14), 6);
    const early = recorded({ ...pair });
    for (const replica of early.replicasOf('control'))
      early.take({ type: 'diverged', step: 5, replica, reason: 'loss was not finite' });
    expect(targetOf(recordOf(early))).toBeNull();
  });
});

describe('what is kept', () => {
  it('is bounded: large sweeps keep no losses', () => {
    const points = (count: number, steps: number) =>
      Array.from({ length: count }, () => ({ spec: { ...defaultSpec, steps } }));
    expect(mayKeepLosses(points(128, 800))).toBe(true);
    expect(mayKeepLosses(points(128, 2000))).toBe(false);
    expect(mayKeepLosses(points(1, 20_000))).toBe(true);
  });
});
