import { describe, expect, it } from 'vitest';
import { linearTicks, logTicks } from './ticks.ts';

describe('linearTicks', () => {
  it('stands at round places within the ends', () => {
    expect(linearTicks(0, 800, 5)).toEqual([0, 200, 400, 600, 800]);
    expect(linearTicks(-0.75, 0.1, 4)).toEqual([-0.6, -0.4, -0.2, 0]);
    expect(linearTicks(0, 0.05, 5)).toEqual([0, 0.01, 0.02, 0.03, 0.04, 0.05]);
  });

  it('survives an axis without extent', () => {
    expect(linearTicks(3, 3, 5)).toEqual([3]);
    expect(linearTicks(0, Number.NaN, 5)).toEqual([0]);
  });
});

describe('logTicks', () => {
  it('marks 1 and 3 of every decade', () => {
    expect(logTicks(0.003, 1)).toEqual([0.003, 0.01, 0.03, 0.1, 0.3, 1]);
  });

  it('marks only powers of ten over many decades, and more within one', () => {
    expect(logTicks(1e-7, 1)).toEqual([1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1]);
    expect(logTicks(0.1, 1e38)).toEqual([1, 1e5, 1e10, 1e15, 1e20, 1e25, 1e30, 1e35]);
    expect(logTicks(0.2, 1)).toEqual([0.2, 0.3, 0.5, 0.7, 1]);
    expect(logTicks(0.004, 0.005)).toEqual([0.004, 0.0042, 0.0044, 0.0046, 0.0048, 0.005]);
  });
});
