import { describe, expect, it } from 'vitest';
import { defaultSpec, type ArmId } from '../../experiment/fields.ts';
import { mayKeepLosses, recordOf, summarise, targetOf } from './point-record.ts';
import type { ArmSummary } from './sweep.ts';
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
    // seed / (1 + t) <= 0.25 from t = 3, 7, 11 on; at double speed from t = 2, 4, 6, with the cost of a jump at 2.
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

  it('counts replicas that never reached the target as never, also without a number in the pair', async () => {
    const { control, farcaster } = await summariesOf(pair, 0.06);
    // Only seed 1 of the control reaches it (t = 16); at double speed seeds 1 and 2 do (t = 8, 17).
    expect(control).toMatchObject({ reached: 1, steps: { median: Infinity, low: 16, high: Infinity } });
    expect(farcaster).toMatchObject({ reached: 2, steps: { median: 17 } });
    // Seed 3: neither reached it, so it is not used. Seed 2: only the replica with jumps did.
    expect(farcaster!.gain).toMatchObject({
      count: 2,
      low: 1 - 8.5 / 16,
      high: Infinity,
      median: Infinity,
      alone: 1,
    });
    expect(farcaster!.gain!.verdict).toMatchObject({ total: 2, unreached: 0, tone: 'none' });
    const { farcaster: nobody } = await summariesOf(pair, 1e-6);
    expect(nobody).toMatchObject({ reached: 0, gain: null, steps: { median: Infinity, low: Infinity } });
  });

  it('treats a replica that stopped early as one that never reaches the target', async () => {
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
    expect(farcaster!.gain!.median).toBe(-Infinity);
    expect(farcaster!.gain!.verdict.unreached).toBe(3);
  });

  it('gives every interval its level, and claims nothing from three seeds', async () => {
    const { control, farcaster } = await summariesOf(pair, 0.25);
    for (const spread of [control!.steps, farcaster!.gain, farcaster!.saved, farcaster!.finalLoss])
      expect(spread).toMatchObject({ level: 0.75, count: 3 });
    expect(farcaster!.gain!.verdict.tone).toBe('none');
    const seeds = [1, 2, 3, 4, 5, 6];
    const jumps = seeds.map((seed) => ({ arm: 'farcaster' as const, seed, step: 2, cost: 0.5 }));
    const six = await summariesOf({ ...pair, spec: { ...pair.spec, seeds }, jumps }, 0.5);
    expect(six.farcaster!.gain).toMatchObject({ level: 0.95, count: 6, verdict: { tone: 'gain' } });
  });

  it('counts replicas that reached the target before their first accepted jump', async () => {
    // At double speed the seeds are at 0.5 after 1, 2 and 3 steps: the first before its jump at 2, the second with it.
    const { control, farcaster } = await summariesOf(pair, 0.5);
    expect(farcaster).toMatchObject({ firstJump: 2, gain: { early: 1 } });
    expect(control!.firstJump).toBeNull();
    const refused = pair.jumps!.map((jump) => ({ ...jump, accepted: false }));
    expect((await summariesOf({ ...pair, jumps: refused }, 0.5)).farcaster).toMatchObject({
      firstJump: null,
      gain: { early: 3 },
    });
  });

  it('compares the farcaster with all trivial arms as one family, pair by pair', async () => {
    const speeds: Partial<Record<ArmId, number>> = { farcaster: 2, search: 4, faster: 1, columns: 3 };
    const six: Recording = {
      spec: {
        arms: ['control', 'farcaster', 'search', 'faster', 'columns'],
        seeds: [1, 2, 3, 4, 5, 6],
        steps: 60,
      },
      loss: (arm, seed, step) => slow(seed, (speeds[arm] ?? 1) * step),
    };
    const { search, faster, columns, farcaster } = await summariesOf(six, 0.1);
    expect(search!.gain!.against).toMatchObject({ outcome: 'unclear', p: 0.0625 });
    expect(search!.gain!.against!.difference!.median).toBeLessThan(0);
    expect(faster!.gain!.against!.difference!.median).toBeGreaterThan(0);
    expect([columns!.gain!.against, farcaster!.gain!.against]).toEqual([null, null]);
    const { search: alone } = await summariesOf(
      { ...six, spec: { ...six.spec, arms: ['control', 'farcaster', 'search'] } },
      0.1,
    );
    expect(alone!.gain!.against).toMatchObject({ outcome: 'loses', p: 0.03125 });
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

describe('what is stored', () => {
  it('is bounded: large sweeps keep no losses', () => {
    const points = (count: number, steps: number) =>
      Array.from({ length: count }, () => ({ spec: { ...defaultSpec, steps } }));
    expect(mayKeepLosses(points(128, 800))).toBe(true);
    expect(mayKeepLosses(points(128, 2000))).toBe(false);
    expect(mayKeepLosses(points(1, 20_000))).toBe(true);
  });
});
