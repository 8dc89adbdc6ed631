import { describe, expect, it } from 'vitest';
import { along, brushed, zoomed } from './zoom.ts';

describe('brushed', () => {
  it('takes the places in either order and keeps to the axis', () => {
    expect(brushed(300, 100, 800)).toEqual([100, 300]);
    expect(brushed(-50, 900, 800)).toEqual([0, 800]);
  });

  it('is nothing for a mere press', () => {
    expect(brushed(100, 100.1, 800)).toBeNull();
  });
});

describe('zoomed', () => {
  it('holds the place around which it zooms', () => {
    const range = zoomed(null, 800, 200, 0.5)!;
    expect(range).toEqual([100, 500]);
    expect((200 - range[0]) / (range[1] - range[0])).toBeCloseTo(200 / 800, 12);
  });

  it('ends at the axis, and is nothing once it is the whole of it', () => {
    expect(zoomed([0, 100], 800, 0, 2)).toEqual([0, 200]);
    expect(zoomed([700, 800], 800, 800, 2)).toEqual([600, 800]);
    expect(zoomed([200, 600], 800, 400, 2)).toBeNull();
  });

  it('never gets too narrow', () => {
    let range = zoomed(null, 800, 400, 0.5);
    for (let i = 0; i < 40; i += 1) range = zoomed(range, 800, 400, 0.5);
    expect(range![1] - range![0]).toBeCloseTo(0.8, 9);
  });
});

describe('along', () => {
  const corners = [
    [0, 0],
    [40, 40],
    [41, 45],
    [100, 104],
  ] as const;

  it('goes from one axis to the other and back', () => {
    for (const step of [0, 12.5, 40, 40.5, 77, 100])
      expect(along(corners, along(corners, step, 0)!, 1)).toBeCloseTo(step, 9);
    expect(along(corners, 40.5, 0)).toBe(42.5);
  });

  it('holds its ends', () => {
    expect(along(corners, 120, 0)).toBe(104);
    expect(along(corners, -5, 1)).toBe(0);
    expect(along([], 5, 1)).toBeNull();
  });
});
