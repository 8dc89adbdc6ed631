import { describe, expect, it } from 'vitest';
import {
  costsToTargets,
  lowestOfMost,
  quickestPoint,
  savingsTo,
  tunedTargets,
  type SmoothedCurve,
} from './tuned-targets.ts';

const curve = (loss: readonly number[], ledger = loss.map((_, i) => i + 1)): SmoothedCurve => ({
  initial: 1,
  loss,
  ledger,
});

describe('the lowest loss that targets go down to', () => {
  it('is one that more than half of the replicas came to, so that their median cost is finite', () => {
    const curves = [0.1, 0.2, 0.3, 0.4].map((lowest) => curve([0.9, lowest, 0.8]));
    expect(lowestOfMost(curves)).toBe(0.3);
    expect(lowestOfMost(curves.slice(0, 3))).toBe(0.2);
    const costs = costsToTargets(curves, [lowestOfMost(curves)]);
    expect(quickestPoint([costs], 0)).toBe(0);
  });

  it('passes over losses that are no numbers', () => {
    expect(lowestOfMost([curve([0.5, NaN, 0.4])])).toBe(0.4);
    expect(lowestOfMost([curve([NaN]), curve([0.5])])).toBe(Infinity);
  });
});

describe('targets', () => {
  it('descend evenly on a log scale from below the start to the lowest of the best point', () => {
    const targets = tunedTargets([[curve([]), curve([])]], [0.1, 0.0001], 4);
    expect(targets).toHaveLength(4);
    [0.1, 0.01, 0.001, 0.0001].forEach((target, i) => expect(targets[i]).toBeCloseTo(target, 12));
  });

  it('are empty if no control improved, and end above zero if a loss is zero', () => {
    expect(tunedTargets([[curve([])]], [1.5, Infinity], 4)).toEqual([]);
    expect(tunedTargets([], [], 4)).toEqual([]);
    expect(tunedTargets([[curve([])]], [0], 4).at(-1)).toBe(1e-12);
  });
});

describe('costs to targets', () => {
  it('are those of the first time, several at once too, and infinite for what was never reached', () => {
    const falling = curve([0.9, 0.4, 0.6, 0.2], [1, 2.5, 3.5, 4.5]);
    expect(costsToTargets([falling, curve([0.8])], [0.9, 0.5, 0.4, 0.3, 0.1])).toEqual([
      [1, 1],
      [2.5, Infinity],
      [2.5, Infinity],
      [4.5, Infinity],
      [Infinity, Infinity],
    ]);
  });

  it('give every target the point where the control pays least by its median, or none', () => {
    const quick = [
      [10, 11, 12],
      [30, Infinity, Infinity],
      [Infinity, Infinity, Infinity],
    ];
    const slow = [
      [9, 40, 50],
      [90, 95, 99],
      [Infinity, Infinity, 200],
    ];
    expect([0, 1, 2].map((target) => quickestPoint([slow, quick], target))).toEqual([1, 0, -1]);
  });

  it('pair by seed, censored if the target was never reached', () => {
    const savings = savingsTo(0.1, [5, Infinity, 7, Infinity], [10, 10, Infinity, Infinity]);
    expect(savings.map(({ fraction }) => fraction)).toEqual([0.5, -Infinity, Infinity, NaN]);
  });
});
