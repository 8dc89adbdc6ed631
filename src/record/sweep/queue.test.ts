import { describe, expect, it } from 'vitest';
import { checkSpec } from '../../experiment/spec.ts';
import { batchOf, newSweep, secondsLeft, takeOver, withFailure, withPoint } from './queue.ts';
import type { Sweep } from './sweep.ts';

const sweepOf = (values: Parameters<typeof checkSpec>[0]): Sweep => newSweep(checkSpec(values).spec)!;

const rates: Sweep = sweepOf({ sweep: 'learningRate', sweepValues: [0.1, 0.2, 0.3, 0.4] });

describe('what trains together', () => {
  it('are the waiting points that differ only in the learning rate, the requested one first', () => {
    expect(batchOf(rates, 2)).toEqual([2, 0, 1, 3]);
    expect(batchOf(withPoint(rates, 1, { status: 'done' }), 0)).toEqual([0, 2, 3]);
    const two = { sweep: 'learningRate', sweepValues: [0.1, 0.2], across: 'noise', acrossValues: [0, 0.1] };
    expect(batchOf(sweepOf(two), 0)).toEqual([0, 2]);
    expect(batchOf(sweepOf(two), 3)).toEqual([3, 1]);
  });

  it('no point of another setting does, and none that failed with others', () => {
    expect(batchOf(sweepOf({ sweep: 'damping', sweepValues: [0.5, 1] }), 0)).toEqual([0]);
    const failed = withFailure(rates, [1, 3], 'lost');
    expect(failed.points.map(({ status }) => status)).toEqual(['waiting', 'waiting', 'waiting', 'waiting']);
    expect(batchOf(failed, 0)).toEqual([0, 2]);
    expect(batchOf(failed, 1)).toEqual([1]);
    expect(withFailure(failed, [1], 'lost').points[1]).toMatchObject({ status: 'failed', failure: 'lost' });
  });
});

describe('time left', () => {
  it('uses the duration of the jobs that were run, ignoring other finished ones', () => {
    // One job and 2.5 of the running ones took 7 s: 2 s each; of eight, three are done and 2.5 nearly.
    expect(secondsLeft({ done: 3, total: 8 }, 2.5, { jobs: 1, elapsed: 7000 })).toBe(5);
    expect(secondsLeft({ done: 3, total: 8 }, 0, { jobs: 0, elapsed: 0 })).toBeNull();
  });
});

describe('taking over', () => {
  const done = { ...rates, points: rates.points.map((point) => ({ ...point, status: 'done' as const })) };
  const recorded = new Map(rates.points.map((_, index) => [index, `point ${index}`]));
  const statuses = ({ points }: Sweep): string[] => points.map(({ status }) => status);

  it('finished points of the same experiment, with what was recorded of them', () => {
    const more = sweepOf({ sweep: 'learningRate', sweepValues: [0.05, 0.2, 0.4] });
    const { sweep, records } = takeOver(more, done, recorded);
    expect(statuses(sweep)).toEqual(['waiting', 'done', 'done']);
    // The control's run for the target too: the experiment itself was a point, and is not one now.
    expect([...records]).toEqual([
      ['target', 'point 2'],
      [1, 'point 1'],
      [2, 'point 3'],
    ]);
    // Without a record they cannot be evaluated at another target.
    expect(statuses(takeOver(more, done, new Map()).sweep)).toEqual(['waiting', 'waiting', 'waiting']);
  });

  it('nothing of a sweep that was the same, of another experiment or on another engine', () => {
    for (const values of [{}, { noise: 0.2 }, { engine: 'reference' }]) {
      const other = sweepOf({ sweep: 'learningRate', sweepValues: [0.1, 0.2, 0.3, 0.4], ...values });
      const { sweep, records } = takeOver(other, done, recorded);
      expect(statuses(sweep)).toEqual(['waiting', 'waiting', 'waiting', 'waiting']);
      expect(records.size).toBe(0);
    }
  });
});
