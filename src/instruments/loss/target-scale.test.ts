import { describe, expect, it } from 'vitest';
import { shareOf, targetAfter, targetAt } from './TargetHandle.tsx';

const decades = { low: 0.01, high: 1, logarithmic: true };
const linear = { low: 0, high: 0.8, logarithmic: false };

describe('the target on the loss axis', () => {
  it('is where the pointer is, on either scale, in three digits', () => {
    expect(targetAt(decades, 0.5)).toBe(0.1);
    expect(targetAt(decades, 1 / 3)).toBe(0.0464);
    expect(targetAt(linear, 0.5)).toBe(0.4);
    for (const axis of [decades, linear])
      for (const share of [0.1, 0.35, 0.9])
        expect(shareOf(axis, targetAt(axis, share))).toBeCloseTo(share, 2);
  });

  it('stays on the axis, and above zero', () => {
    expect(targetAt(decades, -1)).toBe(0.01);
    expect(targetAt(decades, 2)).toBe(1);
    expect(targetAt(linear, 0)).toBe(0.0008);
  });

  it('moves by keys, from wherever it was, and is given back by one', () => {
    expect(targetAfter(decades, 0.1, 'ArrowUp')).toBe(0.105);
    expect(targetAfter(decades, 0.1, 'ArrowDown')).toBe(0.0955);
    expect(targetAfter(linear, 0.4, 'PageUp')).toBe(0.48);
    expect(targetAfter(decades, 0.1, 'Home')).toBe(0.01);
    expect(targetAfter(decades, 5, 'ArrowDown')).toBe(0.955);
    expect(targetAfter(decades, 0.1, 'Delete')).toBe(0);
    expect(targetAfter(decades, 0.1, 'a')).toBeNull();
  });
});
