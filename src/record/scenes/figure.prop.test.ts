/** Saved curves are where the curves were, within less than a pixel of the largest screens. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coarser, curveCodes, mostPoints, pointsOf, shareOf, type CurvePoint } from './figure.ts';

const unit = { x: [0, 1], y: [0, 1], logarithmic: false } as const;
/** Half a step of 4,093 over twice the plot. */
const bound = 1 / 4093 + 1e-9;

const inside = fc.double({ min: 0, max: 1, noNaN: true });
const point = fc.record({ x: inside, y: inside, band: fc.option(fc.tuple(inside, inside)) });

describe('a saved curve', () => {
  it('has every point within half a step, band included', () => {
    fc.assert(
      fc.property(fc.array(point, { maxLength: 50 }), (points) => {
        const read = pointsOf(curveCodes(points, unit));
        expect(read).toHaveLength(points.length);
        points.forEach(({ x, y, band }, at) => {
          expect(Math.abs(read[at]!.x - x)).toBeLessThanOrEqual(bound);
          expect(Math.abs(read[at]!.y - y)).toBeLessThanOrEqual(bound);
          expect(read[at]!.band === null).toBe(band === null);
          band?.forEach((end, i) => expect(Math.abs(read[at]!.band![i]! - end)).toBeLessThanOrEqual(bound));
        });
      }),
    );
  });

  it('keeps the slope of what leaves the plot, and breaks where it is outside', () => {
    const steep: CurvePoint[] = [
      { x: 0, y: 0.5 },
      { x: 0.1, y: 10.5 },
      { x: 0.2, y: 0.5 },
    ];
    const read = pointsOf(curveCodes(steep, unit));
    expect(read.map(({ y }) => (Number.isNaN(y) ? null : Math.round(100 * y) / 100))).toEqual([
      0.5,
      1.5,
      null,
      1.5,
      0.5,
    ]);
    expect(read[1]!.x).toBeCloseTo(0.01, 3);
    expect(read[3]!.x).toBeCloseTo(0.19, 3);
    const through = pointsOf(
      curveCodes(
        [
          { x: 0, y: -9.5 },
          { x: 1, y: 10.5 },
        ],
        unit,
      ),
    );
    expect(
      through
        .filter(({ y }) => !Number.isNaN(y))
        .map(({ x, y }) => [x, y].map((n) => Math.round(100 * n) / 100)),
    ).toEqual([
      [0.45, -0.5],
      [0.55, 1.5],
    ]);
  });

  it('has powers of ten at equal distances on a log axis, 0 at its low end, infinity at its high one', () => {
    const values = [0.01, 0.1, 1, 0, Infinity, NaN];
    expect(values.map((value) => shareOf(value, [0.01, 1], true))).toEqual([
      0,
      expect.closeTo(0.5, 9),
      1,
      0,
      1,
      NaN,
    ]);
    expect(shareOf(-Infinity, [0, 1])).toBe(0);
  });

  it('is thinned to about as many points as wanted, with its ends and breaks', () => {
    const long = Array.from({ length: 3000 }, (_, i) => ({ x: i / 2999, y: i === 1500 ? NaN : 0.5 }));
    for (const most of [16, 40, mostPoints]) {
      const read = pointsOf(curveCodes(long, unit, most));
      expect(read.length).toBeLessThanOrEqual(Math.min(mostPoints, most + 4));
      expect(read.at(-1)!.x).toBeCloseTo(1, 3);
      expect(read.filter(({ y }) => Number.isNaN(y))).toHaveLength(1);
    }
  });

  it('read and written again is the same', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 20 }), (points) => {
        const curve = { id: 'control', forecast: false, label: '', ...curveCodes(points, unit) } as const;
        const panel = { title: '', ...unit, curves: [curve], level: null, ticks: [], shades: [] };
        const figure = { title: '', caption: '', unit: '', panels: [panel] };
        expect(coarser(figure, mostPoints)).toEqual(figure);
      }),
    );
  });

  it('of letters that are none is made of breaks', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.boolean(), (codes, banded) => {
        for (const { x, y } of pointsOf({ codes, banded }))
          for (const place of [x, y])
            expect(Number.isNaN(place) || (place >= -0.5 && place <= 1.5)).toBe(true);
      }),
    );
  });
});
