import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fields } from '../../experiment/fields.ts';
import type { NumberField } from '../../experiment/kinds.ts';
import { inRunPlan, spreadOver } from './in-run.ts';

const within = ({ min, max }: NumberField): fc.Arbitrary<number> => fc.integer({ min, max });
const settings = fc
  .record({
    window: within(fields.window),
    stride: within(fields.stride),
    split: within(fields.split),
    candidates: within(fields.candidates),
  })
  .filter(({ window, split }) => window >= 2 * split);

describe('the in-run plan', () => {
  test('n = 20, f = 3: a sub-span of 6, horizons up to two windows ahead', () => {
    expect(inRunPlan({ window: 20, stride: 1, split: 3, candidates: 8 })).toEqual({
      windowSteps: 20,
      subSpanSteps: 6,
      targetSteps: [8, 9, 11, 12, 14, 15, 17, 18],
      horizons: [7, 10, 17, 20, 27, 30, 37, 40],
    });
  });

  test('n = 10, f = 2, stride 5: steps are counted, not snapshots', () => {
    expect(inRunPlan({ window: 10, stride: 5, split: 2, candidates: 5 })).toEqual({
      windowSteps: 50,
      subSpanSteps: 25,
      targetSteps: [30, 35, 40, 45, 50],
      horizons: [10, 20, 30, 40, 50],
    });
  });

  test('horizons equally far apart, where steps between them are compared', () => {
    expect(inRunPlan({ window: 20, stride: 1, split: 3, candidates: 8, even: true }).targetSteps).toEqual([
      8, 10, 12, 14, 16, 18,
    ]);
    expect(spreadOver(40, 8, true)).toEqual([5, 10, 15, 20, 25, 30, 35, 40]);
    expect(spreadOver(7, 3, true)).toEqual([3, 6]);
    expect(spreadOver(5, 9, true)).toEqual([1, 2, 3, 4, 5]);
  });

  test('one candidate is the farthest', () => {
    expect(inRunPlan({ window: 20, stride: 1, split: 3, candidates: 1 })).toMatchObject({
      targetSteps: [18],
      horizons: [40],
    });
  });

  test('there are no more candidates than snapshots to fit them on', () => {
    expect(inRunPlan({ window: 4, stride: 1, split: 2, candidates: 16 })).toMatchObject({
      subSpanSteps: 2,
      targetSteps: [3, 4],
      horizons: [2, 4],
    });
  });

  test('never looks past the window, nor farther ahead than f - 1 windows', () => {
    fc.assert(
      fc.property(settings, ({ window, stride, split, candidates }) => {
        const plan = inRunPlan({ window, stride, split, candidates });
        expect(plan.windowSteps).toBe(window * stride);
        expect(plan.subSpanSteps).toBe(Math.floor(window / split) * stride);
        expect(plan.subSpanSteps).toBeGreaterThanOrEqual(2 * stride);
        expect(plan.horizons).toHaveLength(plan.targetSteps.length);
        expect(plan.horizons.length).toBeGreaterThanOrEqual(1);
        expect(plan.horizons.length).toBeLessThanOrEqual(candidates);
        plan.targetSteps.forEach((target, i) => {
          expect(target % stride).toBe(0);
          expect(target).toBeGreaterThan(i === 0 ? plan.subSpanSteps : plan.targetSteps[i - 1]!);
          expect(target).toBeLessThanOrEqual(plan.windowSteps);
          // A fitted step i of a sub-span k stands for i n / k of the window.
          const stretched = ((target - plan.subSpanSteps) * plan.windowSteps) / plan.subSpanSteps;
          expect(Math.abs(plan.horizons[i]! - stretched)).toBeLessThanOrEqual(0.5);
          expect(plan.horizons[i]).toBeGreaterThan(i === 0 ? 0 : plan.horizons[i - 1]!);
          expect(plan.horizons[i]).toBeLessThanOrEqual((split - 1) * plan.windowSteps);
        });
      }),
      { numRuns: 500 },
    );
  });
});
