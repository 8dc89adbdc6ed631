import { describe, expect, it } from 'vitest';
import { defaultPreferences } from '../browser-storage.ts';
import type { RunHistory } from '../history.ts';
import { recorded } from '../testing/recorded.ts';
import { differenceView } from './difference.ts';
import { lossView } from './loss.ts';
import { costEnd, costOf, secondsAt } from './rows.ts';

const preferences = { ...defaultPreferences, axis: 'seconds' } as const;

/** Ten steps: after 4 of them 2 s had passed, after all of them 3 s. */
function timed(): RunHistory {
  const history = recorded({
    spec: { arms: ['control', 'farcaster'], seeds: [1, 2], steps: 10 },
    loss: (arm, _, step) => 2 ** -step * (arm === 'control' ? 1 : 0.1),
    jumps: [1, 2].map((seed) => ({ arm: 'farcaster', seed, step: 5, cost: 3 })),
  });
  history.clock.steps.push(4, 10);
  history.clock.seconds.push(2, 3);
  return history;
}

describe('the clock', () => {
  it('notes how long the steps so far took, once for each step that is new', () => {
    const history = recorded({
      spec: { arms: ['control'], seeds: [1], steps: 10 },
      loss: () => 1,
      until: 4,
    });
    history.tick(1500);
    history.tick(1900);
    expect(history.clock).toEqual({ steps: [0, 4], seconds: [0, 1.5] });
  });

  it('lies between the moments that were told', () => {
    const { clock } = timed();
    expect([0, 1, 4, 7, 10].map((step) => secondsAt(clock, step))).toEqual([0, 0.5, 2, 2.5, 3]);
    expect(secondsAt({ steps: [0], seconds: [0] }, 3)).toBe(0);
  });
});

describe('charts along seconds', () => {
  it('have every arm at the same place at a step, whatever it was charged', () => {
    const history = timed();
    for (const arm of ['control', 'farcaster'] as const) expect(costOf(history, arm, 'seconds')(4)).toBe(2);
    expect(
      lossView(history, preferences)
        .rows.map(({ x }) => x)
        .at(-1),
    ).toBe(3);
  });

  it('compare at the same step', () => {
    const { rows, summary } = differenceView(timed(), preferences);
    expect(rows.map(({ mean }) => mean)).toSatisfy((means: number[]) =>
      means.every((mean) => Math.abs(mean + 1) < 1e-6),
    );
    expect(rows).toHaveLength(11);
    expect(summary).toMatch(/at equal seconds \(all replicas together\): -1\.00 at 3\.0 s/);
  });

  it('end at a round number', () => {
    const history = timed();
    expect(costEnd(history, 'seconds')).toBe(3);
    history.clock.seconds[2] = 3.1;
    expect(costEnd(history, 'seconds')).toBe(3.25);
    history.clock.seconds[2] = 0.01;
    expect(costEnd(history, 'seconds')).toBe(0.5);
  });
});
