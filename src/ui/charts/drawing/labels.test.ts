import { describe, expect, it } from 'vitest';
import { fitting, freeBox, placeLabels, roomFor, unitRoom } from './labels.ts';

const gaps = (places: readonly number[]): number[] => {
  const order = [...places].sort((a, b) => a - b);
  return order.slice(1).map((place, i) => place - order[i]!);
};

describe('placeLabels', () => {
  it('leaves labels that do not touch where they are', () => {
    expect(placeLabels([40, 90, 200], 15, 0, 240)).toEqual({ places: [40, 90, 200], lineHeight: 15 });
  });

  it('keeps nineteen labels at one place apart, within the plot', () => {
    const wished = Array.from({ length: 19 }, (_, i) => 200 + (i % 3));
    const { places, lineHeight } = placeLabels(wished, 15, 8, 240);
    expect(Math.min(...places)).toBeGreaterThanOrEqual(8 - 1e-9);
    expect(Math.max(...places)).toBeLessThanOrEqual(240);
    expect(lineHeight).toBeCloseTo((240 - 8) / 18, 9);
    for (const gap of gaps(places)) expect(gap).toBeGreaterThanOrEqual(lineHeight - 1e-9);
  });

  it('survives a plot without height', () => {
    expect(placeLabels([5, 5], 15, 10, 8).lineHeight).toBe(0);
    expect(placeLabels([], 15, 0, 100).places).toEqual([]);
  });
});

describe('freeBox', () => {
  const frame = { left: 0, right: 100, top: 0, bottom: 100 };
  const box = (left: number, top: number) => ({ left, right: left + 20, top, bottom: top + 10 });

  it('takes the first that no line crosses, between corners too', () => {
    const falling = [
      [0, 0],
      [100, 100],
    ] as const;
    expect(freeBox([box(40, 45), box(60, 10)], frame, [falling])).toEqual(box(60, 10));
  });

  it('sees a step and leaves nothing that stands out of the frame', () => {
    const step = [
      [50, 20],
      [50, 80],
    ] as const;
    expect(freeBox([box(40, 50), box(90, 0), box(70, 50)], frame, [step])).toEqual(box(70, 50));
    expect(freeBox([box(-1, 0)], frame, [])).toBeNull();
  });
});

describe('roomFor', () => {
  it('has room for the longest name', () => {
    expect(roomFor(['with jumps'])).toBe(unitRoom);
    expect(roomFor(['control', 'state surgery'])).toBeGreaterThan(110);
  });
});

describe('fitting', () => {
  it('leaves out labels that would touch the one before', () => {
    expect(fitting([0, 10, 40, 45, 90], [20, 20, 20, 20, 20], 5)).toEqual([0, 2, 4]);
  });
});
