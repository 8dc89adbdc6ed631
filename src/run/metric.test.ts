import { describe, expect, it } from 'vitest';
import { measuredSteps } from './metric.ts';
import { ofType, runOf } from './testing/runs.ts';

describe('measuredSteps', () => {
  it('are empty for the training loss, which every step reports', () => {
    expect(measuredSteps({ metric: 'training', steps: 800 })).toEqual([]);
  });

  it.each([10, 100, 239, 240, 800, 5000, 20_000])('are evenly spread over %i steps', (steps) => {
    const measured = measuredSteps({ metric: 'test', steps });
    expect(measured[0]).toBe(0);
    expect(measured.at(-1)).toBeLessThan(steps);
    const spacing = measured[1]! - measured[0]!;
    expect(measured).toEqual(measured.map((_, i) => i * spacing));
    expect(measured.at(-1)! + spacing).toBeGreaterThanOrEqual(steps);
    // As fine as the run allows, and never many more than requested.
    if (steps > 239) expect(measured.length).toBeGreaterThanOrEqual(100);
    else expect(spacing).toBe(1);
    expect(measured.length).toBeLessThanOrEqual(239);
  });
});

describe('a run with another metric', () => {
  const jumping = { arms: ['control', 'farcaster', 'average'], seeds: [1, 2] } as const;

  it.each(['validation', 'test'] as const)(
    '%s loss is measured, and nothing else changes',
    async (metric) => {
      const [plain, measured] = [await runOf(jumping), await runOf({ ...jumping, metric })];
      // The same training, the same jumps, at the same cost.
      expect(measured.loss).toEqual(plain.loss);
      expect(measured.jumps).toEqual(plain.jumps);
      expect(measured.jumps.some(({ accepted }) => accepted)).toBe(true);
      expect(ofType(plain.events, 'measured')).toEqual([]);
      const told = ofType(measured.events, 'measured');
      expect(told.map(({ step }) => step)).toEqual(Array.from({ length: 130 }, (_, step) => step));
      const evaluated = ofType(measured.events, 'evaluated');
      expect(evaluated).toEqual(ofType(plain.events, 'evaluated'));
      for (const { step, guardLoss, testLoss } of evaluated.filter(({ step: at }) => at < 130))
        expect(told[step]!.loss).toEqual(metric === 'test' ? testLoss : guardLoss);
    },
  );

  it('has averaged weights evaluated on its split', async () => {
    const [onTraining, onTest] = [await runOf(jumping), await runOf({ ...jumping, metric: 'test' })];
    const first = ofType(onTest.events, 'averaged')[0]!;
    const replica = onTest.plan.replicas.findIndex(({ arm }) => arm === 'average');
    // The first average is of one snapshot: the current weights.
    const then = ofType(onTest.events, 'measured').find(({ step }) => step === first.step)!;
    expect(first.loss[replica]).toBeCloseTo(then.loss[replica]!, 6);
    expect(ofType(onTraining.events, 'averaged')[0]!.loss[replica]).not.toBeCloseTo(then.loss[replica]!, 4);
  });

  it('is not smoothed: a split is measured whole', async () => {
    const batches = { ...jumping, batch: 8 } as const;
    expect((await runOf(batches)).plan.smoothing).toBe(8);
    expect((await runOf({ ...batches, metric: 'validation' })).plan.smoothing).toBe(1);
  });
});
