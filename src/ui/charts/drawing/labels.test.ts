import { describe, expect, it } from 'vitest';
import { placeLabels } from './labels.ts';

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
