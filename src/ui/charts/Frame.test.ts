import { describe, expect, it } from 'vitest';
import { scaleOf } from './Frame.tsx';

describe('scaleOf', () => {
  it('places linearly, downwards too', () => {
    const y = scaleOf([-0.2, 0.6], 300, -280, false);
    expect([y(-0.2), y(0.2), y(0.6)].map(Math.round)).toEqual([300, 160, 20]);
  });

  it('gives every decade the same room on a log axis', () => {
    const x = scaleOf([0.1, 10], 0, 200, true);
    expect([x(0.1), x(1), x(10)].map(Math.round)).toEqual([0, 100, 200]);
  });

  it('places a single value in the middle', () => {
    expect(scaleOf([3, 3], 0, 100, false)(3)).toBe(50);
  });
});
