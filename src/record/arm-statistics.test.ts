import { describe, expect, it } from 'vitest';
import { ArmStatistics } from './arm-statistics.ts';

/** An arm whose losses [step][seed] are given; every other replica belongs to other arms. */
function statisticsOf(
  losses: readonly (readonly number[])[],
  stops?: readonly number[],
  raw = losses,
): ArmStatistics {
  const seeds = losses[0]!.length;
  const replicas = 2 * seeds;
  const flat = (values: typeof losses): Float32Array =>
    Float32Array.from(values.flatMap((row) => row.flatMap((value) => [99, value])));
  const statistics = new ArmStatistics(
    'control',
    losses[0]!.map((_, seed) => 2 * seed + 1),
    losses.length,
  );
  const smoothed = flat(losses);
  const all = Float64Array.from({ length: replicas }, (_, r) =>
    r % 2 === 0 ? 0 : (stops?.[r >> 1] ?? Infinity),
  );
  statistics.extend(
    { smoothed, raw: raw === losses ? smoothed : flat(raw), replicas, stops: all },
    0,
    losses.length,
  );
  return statistics;
}

describe('statistics over seeds', () => {
  it('are median and quartiles of each step, in whatever order the seeds come', () => {
    const { median, low, high, going } = statisticsOf([
      [5, 1, 4, 2, 3],
      [1, 9, 3, 7, 5],
    ]);
    expect([median[0], low[0], high[0], going[0]]).toEqual([3, 2, 4, 5]);
    expect([median[1], low[1], high[1], going[1]]).toEqual([5, 3, 7, 5]);
  });

  it('agree with sorting again at every step', () => {
    const random = (at: number): number => ((at * 7919 + 104729) % 1009) / 1009;
    const losses = Array.from({ length: 60 }, (_, step) =>
      Array.from({ length: 9 }, (_unused, seed) => Math.fround(random(step * 13 + seed * 31))),
    );
    const { median, low, high } = statisticsOf(losses);
    losses.forEach((row, step) => {
      const sorted = row.toSorted((a, b) => a - b);
      expect([low[step], median[step], high[step]]).toEqual([sorted[2], sorted[4], sorted[6]]);
    });
  });

  it('rank losses of 0 as the lowest, and count them', () => {
    const ends = [0, 0, 0.141, 0, 0, 0, 9e-12, 0.693];
    const { median, zero, going } = statisticsOf([ends]);
    expect([median[0], zero[0], going[0]]).toEqual([0, 5, 8]);
    expect(statisticsOf([[0, 0, 0.5, 0.5]]).median[0]).toBe(0.25);
  });

  it('leave a seed out from where it stops, even if its loss were finite again', () => {
    const { median, going, stoppedBy } = statisticsOf(
      [
        [1, 2, 30],
        [1, 2, 30],
        [1, 2, 0],
      ],
      [Infinity, Infinity, 1],
    );
    expect([...median.subarray(0, 3)]).toEqual([2, 1.5, 1.5]);
    expect([...going.subarray(0, 3)]).toEqual([3, 2, 2]);
    expect(stoppedBy).toBeNull();
  });

  it('say when every seed has stopped, and have no median then', () => {
    const { median, low, going, stoppedBy } = statisticsOf([
      [1, 2],
      [1, NaN],
      [Infinity, NaN],
    ]);
    expect([median[1], low[1], going[1]]).toEqual([1, NaN, 1]);
    expect([median[2], going[2], stoppedBy]).toEqual([NaN, 0, 2]);
  });

  it('have a median of the losses as they came, too', () => {
    const { median, raw } = statisticsOf([[1, 2, 3]], undefined, [[9, 7, 8]]);
    expect([median[0], raw[0]]).toEqual([2, 8]);
  });
});
