/** Long forecasts yield to other tasks, and their results do not change. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import type { Pace } from '../conduct.ts';
import { hurryClock } from '../testing/hurried-clock.ts';
import { runOf } from '../testing/runs.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const kinds: readonly (readonly [string, Partial<ExperimentSpec>])[] = [
  ['fits of sums', {}],
  ['fits of rows', { fit: 'huber' }],
  ['fits by search', { penalty: 'shrinking', penaltyWeight: 0.1 }],
  ['fits on other seeds', { source: 'transfer', fit: 'absolute' }],
  ['networks', { arms: ['control', 'introspection'], gate: 'never' }],
  ['the regime', { arms: ['control', 'search'], regime: 'stable', source: 'frozen' }],
];

describe.each(kinds)('%s', (_, values) => {
  it('yield to other tasks with their progress, and give the same result', async () => {
    const plain = await runOf(values);
    const shares: number[] = [];
    const pace: Pace = {
      allowance: async () => Infinity,
      turn: async (share) => shares.push(share) > 0,
      spent: () => undefined,
    };
    hurryClock();
    const turned = await runOf(values, { pace });
    expect(shares.length).toBeGreaterThan(3);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(turned.loss).toEqual(plain.loss);
    expect(turned.jumps).toEqual(plain.jumps);
  });

  it('are cancelled on request', async () => {
    hurryClock();
    const pace: Pace = {
      allowance: async () => Infinity,
      turn: async () => false,
      spent: () => undefined,
    };
    await expect(runOf(values, { pace })).rejects.toThrow('cancelled');
  });
});
