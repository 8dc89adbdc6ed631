/** Divided calls give the same answers as undivided ones, in order, and can be held and abandoned. */
import { describe, expect, it, vi } from 'vitest';
import { currentWeights, type Engine, type Mix } from '../engine.ts';
import { digestOfRun, jumpRun, jumpSetup } from '../testing/jump-run.ts';
import { keep, smallSetup } from '../testing/setups.ts';
import { startReferenceEngine } from './reference-engine.ts';

const setups = {
  'odd widths, full batch': smallSetup({ widths: [3, 7, 5, 2], examples: 13 }),
  'even widths, mini-batches': smallSetup({ widths: [4, 6, 2], ownData: true }, { batch: 5 }),
  regression: smallSetup({ widths: [2, 9, 1], loss: 'squared-error' }),
};

/** All answers of an engine, requested without waiting in between. */
async function answers(engine: Engine, tensors: number, replicas = 3): Promise<unknown> {
  const told: unknown[] = [engine.train(3)];
  const first = engine.snapshot();
  told.push(engine.train(2), engine.nextLoss());
  const snapshots = [first, currentWeights];
  const coefficients = Float32Array.from(
    { length: 2 * replicas * tensors * 3 },
    (_, i) => ((i * 7) % 11) / 10 - 0.4,
  );
  const mix: Mix = { snapshots, rows: 2, coefficients };
  const columns = { snapshots, count: 2, coefficients: Float64Array.of(1, 0, 0.5, -1, 1, 0) };
  told.push(engine.gram(columns), engine.meanAbsolute(mix), engine.lossOf(mix, 'guard', [true, false, true]));
  engine.adopt(mix, [true, false, true], keep);
  told.push(
    engine.sample(snapshots, Uint32Array.of(0, 3)),
    engine.checkpoint().then((state) => JSON.stringify(state)),
  );
  engine.release(first);
  told.push(engine.train(4), engine.score('test'), engine.checkpoint());
  return Promise.all(told);
}

describe('divided calls', () => {
  it.each(Object.entries(setups))('give the same numbers: %s', async (_, setup) => {
    const tensors = setup.model.parameters.tensors.length;
    const whole = await answers(await startReferenceEngine(setup), tensors);
    for (const maxWork of [1, 5000])
      expect(await answers(await startReferenceEngine(setup, maxWork), tensors), `${maxWork}`).toEqual(whole);
  });

  it('give the same run with jumps, to the digest', async () => {
    const whole = digestOfRun(await jumpRun(await startReferenceEngine(jumpSetup), jumpSetup));
    expect(digestOfRun(await jumpRun(await startReferenceEngine(jumpSetup, 10), jumpSetup))).toBe(whole);
  });

  it('yield to other tasks, and report progress', async () => {
    const engine = await startReferenceEngine(setups.regression, 1);
    const shares: (number | null)[] = [];
    const training = engine.train(8);
    const look = setInterval(() => shares.push(engine.divided?.share() ?? null));
    await training;
    clearInterval(look);
    expect(shares.length).toBeGreaterThan(3);
    expect(shares).toEqual([...shares].sort((a, b) => a! - b!));
    expect(shares.every((share) => share !== null && share >= 0 && share <= 1)).toBe(true);
    expect(engine.divided?.share()).toBeNull();
  });

  it('stand still while they are held', async () => {
    const engine = await startReferenceEngine(setups.regression, 1);
    const whole = await (await startReferenceEngine(setups.regression)).train(8);
    const training = engine.train(8);
    await vi.waitFor(() => expect(engine.divided!.share()).toBeGreaterThan(0.1));
    engine.divided!.steer('hold');
    await new Promise((resolve) => setTimeout(resolve, 20));
    const share = engine.divided!.share();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(engine.divided!.share()).toBe(share);
    engine.divided!.steer('resume');
    expect(await training).toEqual(whole);
  });

  it('reject when they are given up, with all that waits', async () => {
    const engine = await startReferenceEngine(setups.regression, 1);
    const asked = [engine.train(8), engine.nextLoss(), engine.score('test')].map((answer) =>
      expect(answer).rejects.toThrow('cancelled'),
    );
    engine.divided!.steer('hold');
    engine.dispose();
    await Promise.all(asked);
  });
});
