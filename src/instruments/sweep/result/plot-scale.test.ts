import { describe, expect, it } from 'vitest';
import { axisScale, fitting } from './plot-scale.ts';

describe('axisScale', () => {
  it('places linearly, downwards too', () => {
    const y = axisScale([-0.2, 0.6], [300, 20], false);
    expect([y(-0.2), y(0.2), y(0.6)].map(Math.round)).toEqual([300, 160, 20]);
  });

  it('gives every decade the same room on a log axis', () => {
    const x = axisScale([0.1, 10], [0, 200], true);
    expect([x(0.1), x(1), x(10)].map(Math.round)).toEqual([0, 100, 200]);
  });

  it('stands in the middle where there is but one value', () => {
    expect(axisScale([3, 3], [0, 100], false)(3)).toBe(50);
  });
});

describe('fitting', () => {
  it('leaves out labels that would touch the one before', () => {
    expect(fitting([0, 10, 40, 45, 90], [20, 20, 20, 20, 20], 5)).toEqual([0, 2, 4]);
  });
});
