import { describe, expect, it } from 'vitest';
import { defaultPreferences } from '../store/browser-storage.ts';
import type { RunHistory } from './history.ts';
import { differenceOf } from '../instruments/difference/view.ts';
import { equalCostView } from './evidence/equal-cost.ts';
import { judgementOf } from './judgement/judgement.ts';
import { lossOf } from '../instruments/loss/view.ts';
import { recorded, type Recording } from './testing/recorded.ts';

/** Validation loss that halves every 20 steps, at twice the speed with jumps. */
const falling = (arm: string, seed: number, step: number): number =>
  seed * 2 ** (-(arm === 'farcaster' ? 2 * step : step) / 20);

/** A run whose training loss is constant and so carries no information. */
const measured = (values: Recording['spec'] = {}, until = 100): RunHistory =>
  recorded({
    spec: { arms: ['control', 'farcaster'], seeds: [1, 2], steps: 100, metric: 'validation', ...values },
    loss: () => 5,
    measured: { every: 10, loss: falling },
    until,
  });

const curve = ({ loss, replicaCount, knownLosses }: RunHistory, replica: number): number[] =>
  Array.from({ length: knownLosses }, (_, step) => loss[step * replicaCount + replica]!);

describe('a history in another metric', () => {
  it('holds what was measured until it is measured again', () => {
    const expected = Array.from({ length: 101 }, (_, step) =>
      Math.fround(falling('control', 1, step - (step % 10))),
    );
    expect(curve(measured(), 0)).toEqual(expected);
    expect(curve(measured({ metric: 'test' }), 0)).toEqual(expected);
  });

  it('comes to its target at a measurement only', () => {
    // The control reaches its target after 70 steps; with jumps after 35, which is measured after 40.
    const { verdict } = judgementOf(measured())!;
    expect(verdict.target).toBeCloseTo(1.5 * 2 ** -3.5, 6);
    expect(verdict.savedFraction).toBeCloseTo(1 - 40 / 70, 6);
  });

  it('is called by its name', () => {
    const history = measured();
    expect(lossOf(history, defaultPreferences).summary).toMatch(/^Validation loss after 100 of 100 steps/);
    expect(differenceOf(history, defaultPreferences).summary).toContain('log10 validation loss');
    expect(equalCostView(history).summary).toMatch(/^Validation loss at the cost of/);
  });

  it('has averages in place of what their arm’s own weights came to', () => {
    const history = measured({ arms: ['control', 'average'] }, 35);
    history.take({
      type: 'averaged',
      by: 'average',
      step: 35,
      loss: Float32Array.from([NaN, NaN, 0.25, 0.125]),
    });
    history.take({ type: 'measured', step: 35, loss: Float32Array.from([3, 3, 3, 3]) });
    const watched = new Float32Array(4);
    history.take({ type: 'progressed', firstStep: 35, steps: 1, loss: Float32Array.of(5, 5, 5, 5), watched });
    expect(Array.from(history.loss.subarray(4 * 35, 4 * 36))).toEqual([3, 3, 0.25, 0.125]);
  });
});

describe('blocks of steps', () => {
  const history = (): RunHistory =>
    recorded({ spec: { arms: ['control'], seeds: [1, 2], steps: 20 }, loss: () => 1, until: 10 });
  const block = (firstStep: number, steps: number) =>
    ({
      type: 'progressed',
      firstStep,
      steps,
      loss: new Float32Array(2 * steps).fill(3),
      watched: new Float32Array(2 * steps),
    }) as const;

  it.each([
    ['a gap', 11, 2],
    ['a repetition', 9, 2],
    ['the beginning again', 0, 2],
    ['more than the budget', 10, 11],
  ])('are refused out of order: %s', (_, firstStep, steps) => {
    const own = history();
    expect(() => own.take(block(firstStep, steps))).toThrow('out of order');
    expect(own.steps).toBe(10);
    expect(curve(own, 0)).toEqual(new Array<number>(10).fill(1));
  });

  it('are taken up to the last step of the budget', () => {
    const own = history();
    own.take(block(10, 10));
    expect(own.steps).toBe(20);
    expect(curve(own, 1)).toEqual([...new Array<number>(10).fill(1), ...new Array<number>(10).fill(3)]);
  });

  it('are refused with too many or too few values', () => {
    expect(() => history().take({ ...block(10, 2), loss: new Float32Array(5) })).toThrow('“loss”');
    expect(() => history().take({ ...block(10, 2), watched: new Float32Array(3) })).toThrow('“watched”');
  });
});
