import { describe, expect, it } from 'vitest';
import { bandPath, linePath, nearest, spread } from './paths.ts';

const rows = [
  { x: 0, y: 1 },
  { x: 1, y: undefined },
  { x: 2, y: 3.14159 },
];

describe('linePath', () => {
  it('joins the rows that have a value', () => {
    const path = linePath(
      rows,
      ({ x }) => x,
      ({ y }) => y,
    );
    expect(path).toBe('M0 1L2 3.1');
  });
});

describe('bandPath', () => {
  it('goes along one end and back along the other', () => {
    const path = bandPath(
      rows,
      ({ x }) => x,
      ({ y }) => (y === undefined ? undefined : [y - 1, y + 1]),
    );
    expect(path).toBe('M0 2L2 4.1L2 2.1L0 0Z');
  });

  it('is nothing without rows', () => {
    expect(
      bandPath(
        [],
        () => 0,
        () => undefined,
      ),
    ).toBe('');
  });
});

describe('spread', () => {
  it('keeps labels apart, in their order, between the ends', () => {
    expect(spread([50, 52, 200], 15, 0, 300)).toEqual([50, 65, 200]);
    expect(spread([299, 298], 15, 0, 300)).toEqual([300, 285]);
  });
});

describe('nearest', () => {
  it('finds the row closest to x', () => {
    const places = [0, 10, 20, 30];
    const at = (x: number): number => nearest(places, x, (place) => place);
    expect([at(-5), at(4), at(6), at(19), at(99)]).toEqual([0, 0, 1, 2, 3]);
    expect(nearest([], 1, Number)).toBe(0);
  });
});
