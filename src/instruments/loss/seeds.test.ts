import { describe, expect, it } from 'vitest';
import type { ArmId } from '../../experiment/fields.ts';
import { defaultPreferences } from '../../store/browser-storage.ts';
import { recorded, type Recording } from '../../record/testing/recorded.ts';
import { differenceOf } from '../difference/view.ts';
import { lossOf } from './view.ts';

const steps = 12;
const alongSteps = { ...defaultPreferences, axis: 'steps' } as const;
const linear = { ...alongSteps, logarithmicLoss: false } as const;

/** As moons with a step size of 1 under RMSprop ends: most seeds at exactly 0, one at chance. */
const ends: Readonly<Partial<Record<ArmId, readonly number[]>>> = {
  control: [0, 0, 0.141, 0, 0, 0, 9e-12, 0.693],
  farcaster: [0, 0, 0, 0.2, 0, 0, 0, 0.5],
};

const collapsing: Recording = {
  spec: { arms: ['control', 'farcaster'], seeds: [1, 2, 3, 4, 5, 6, 7, 8], steps },
  loss: (arm, seed, step) => (step < steps ? 1 : ends[arm]![seed - 1]!),
};

const stopping: Recording = {
  spec: { arms: ['control', 'farcaster'], seeds: [1, 2, 3, 4], steps },
  loss: (arm, seed) => (arm === 'control' ? 1 : 0.1) * seed,
  diverged: [
    { arm: 'control', seed: 1, step: 6 },
    { arm: 'control', seed: 2, step: 8 },
    { arm: 'farcaster', seed: 2, step: 4 },
  ],
};

const allStopped: Recording = {
  ...stopping,
  diverged: [1, 2, 3, 4].map((seed) => ({ arm: 'control' as const, seed, step: 2 + seed })),
};

describe('curves of seeds of which some are at loss 0', () => {
  it('have the median and nothing else on both axes', () => {
    const history = recorded(collapsing);
    for (const view of [alongSteps, linear]) {
      const last = lossOf(history, view).rows.at(-1)!;
      expect(last.median).toEqual({ control: 0, farcaster: 0 });
      expect(last.count).toEqual({ control: { going: 8, zero: 5 }, farcaster: { going: 8, zero: 6 } });
      expect(last.band.control![0]).toBe(0);
      expect(last.band.control![1]).toBeCloseTo(0.03525, 6);
    }
  });

  it('are told in words', () => {
    const { note, summary, yDomain } = lossOf(recorded(collapsing), alongSteps);
    expect(note).toBe('control: 5 of 8 seeds at loss 0; farcaster: 6 of 8 seeds at loss 0.');
    expect(summary).toBe(
      'Training loss after 12 of 12 steps, median over 8 seeds: control 0 (5 of 8 seeds at loss 0); farcaster 0 (6 of 8 seeds at loss 0).',
    );
    // What has no place on a log axis does not stretch it.
    expect(yDomain).toEqual([1, 1]);
  });

  it('have nothing to note where all is well', () => {
    const { note, summary } = lossOf(recorded({ ...collapsing, loss: () => 1 }), alongSteps);
    expect(note).toBeNull();
    expect(summary).toMatch(/over 8 seeds: control 1; farcaster 1\.$/);
  });
});

describe('curves of seeds of which some stopped', () => {
  it('go on over those that are left, and say how many', () => {
    const { rows, note, ended } = lossOf(recorded(stopping), alongSteps);
    expect(rows.map(({ median }) => median.control)).toEqual([
      ...Array.from({ length: 6 }, () => 2.5),
      3,
      3,
      ...Array.from({ length: 5 }, () => 3.5),
    ]);
    expect(rows.at(-1)!.count.control).toEqual({ going: 2, zero: 0 });
    expect(note).toBe('control: 2 of 4 seeds stopped; farcaster: 1 of 4 seeds stopped.');
    expect(ended).toEqual([]);
  });

  it('end where every seed has, in words and never as a number', () => {
    const { rows, note, ended, summary } = lossOf(recorded(allStopped), alongSteps);
    expect(rows.filter(({ median }) => median.control !== undefined)).toHaveLength(6);
    expect(ended).toEqual([{ arm: 'control', x: 6 }]);
    expect(note).toContain('control: every seed stopped by step 6');
    expect(summary).toContain('control: every seed stopped by step 6;');
    expect(summary).not.toContain('NaN');
  });
});

describe('the paired difference', () => {
  it('ranks pairs of which one is at 0 as infinite, ties as 0, and drops none', () => {
    // Pairs at the end: 0, 0, −∞, ∞, 0, 0, −∞ and log10(0.5 / 0.693).
    const { rows, total, better, note, yDomain } = differenceOf(recorded(collapsing), alongSteps);
    expect(rows.at(-1)).toMatchObject({ median: 0, pairs: 8 });
    expect(rows.at(-1)!.band![0]).toBe(-Infinity);
    expect([better, total]).toEqual([3, 8]);
    expect(note).toBe(
      'In 2 of 8 pairs the jumping arm alone is at loss 0 (−∞), in 1 of 8 pairs the control alone is at loss 0 (∞).',
    );
    expect(yDomain.every(Number.isFinite)).toBe(true);
  });

  it('is over the pairs of which neither has stopped, and says of how many', () => {
    const { rows, seeds, better, total, note, summary } = differenceOf(recorded(stopping), alongSteps);
    expect(seeds).toBe(4);
    expect(rows.map(({ pairs }) => pairs)).toEqual([4, 4, 4, 4, 3, 3, 2, 2, 2, 2, 2, 2, 2]);
    expect(rows.every(({ median }) => Math.abs(median + 1) < 1e-6)).toBe(true);
    expect([better, total]).toEqual([2, 2]);
    expect(note).toBe('2 of 4 pairs left out: one of the two has stopped.');
    expect(summary).toBe(
      'Farcaster minus control, log10 training loss, at equal steps: median −1.00 over 2 of 4 seeds at 12; lower in 2 of 2 seeds. 2 of 4 pairs left out: one of the two has stopped.',
    );
  });

  it('ends where no pair is left, and says so', () => {
    const { rows, better, total, note } = differenceOf(recorded(allStopped), alongSteps);
    expect(rows).toHaveLength(6);
    // Of the last row that is drawn.
    expect([better, total]).toEqual([1, 1]);
    expect(note).toBe('In every pair one of the two has stopped.');
  });
});
