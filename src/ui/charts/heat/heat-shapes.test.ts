import { describe, expect, it } from 'vitest';
import type { HeatCell, HeatView } from './heat.ts';
import { gridOf, marksOf, pathsOf, shadeOf, spanAt } from './heat-shapes.ts';

const frame = { left: 0, right: 100, top: 0, bottom: 40 };
const axes = { anchors: [20, 40, 60], horizons: [5, 10], steps: 100, apart: 20, every: 1 };
const cell = (value: number, certain = false): HeatCell => ({ value, certain, more: [] });

const view = (cells: HeatView['cells']): HeatView => ({
  ...axes,
  cells,
  more: [],
  scale: { kind: 'diverging', middle: 0, reach: 2, beyond: [false, false] },
  summary: '',
});

describe('the grid of a heat map', () => {
  it('puts columns around their steps without gaps, and the nearest horizon at the bottom', () => {
    const { columns, rows } = gridOf(axes, frame);
    expect(columns).toEqual([
      { from: 10, to: 30 },
      { from: 30, to: 50 },
      { from: 50, to: 70 },
    ]);
    expect(rows).toEqual([
      { from: 20, to: 40 },
      { from: 0, to: 20 },
    ]);
  });

  it('gives a lone anchor the usual width, and keeps within the steps', () => {
    expect(gridOf({ ...axes, anchors: [50] }, frame).columns).toEqual([{ from: 40, to: 60 }]);
    expect(gridOf({ ...axes, anchors: [80, 95] }, frame).columns[1]).toEqual({ from: 88, to: 100 });
  });

  it('finds the cell under a pixel, or the nearest', () => {
    const { columns } = gridOf(axes, frame);
    expect([0, 10, 29, 31, 99].map((pixel) => spanAt(columns, pixel))).toEqual([0, 0, 0, 1, 2]);
    expect(spanAt([], 3)).toBe(-1);
  });
});

describe('shades', () => {
  it('are full at the reach and beyond, on either side', () => {
    const { scale } = view([]);
    expect([-5, -2, -1, 0, 0.05, 1, 2, 9].map((value) => shadeOf(value, scale))).toEqual([
      -10, -10, -5, 0, 0, 5, 10, 10,
    ]);
  });

  it('share one path for all cells alike; unknown cells have none', () => {
    const shown = view([cell(2), cell(-2), cell(2), null, null, null]);
    const paths = pathsOf(shown, gridOf(axes, frame));
    expect([...paths.keys()].sort((a, b) => a - b)).toEqual([-10, 10]);
    expect(paths.get(10)).toBe('M10 20H30V40H10ZM30 20H50V40H30Z');
  });

  it('are marked in the middle of certain cells only', () => {
    const shown = view([cell(2, true), cell(2), null, cell(-1, true), null, null]);
    expect(marksOf(shown, gridOf(axes, frame))).toBe('M20 30h0M40 10h0');
  });
});
