/** A merged file is read as it was written, infinities included; anything else is refused in a few words. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { around, sweepByHand } from '../../testing/sweep-by-hand.ts';
import { mergedByHand } from '../../testing/merged-by-hand.ts';
import { readMerged, type MergedSweep } from './merged-file.ts';

const values = { sweep: 'learningRate', sweepValues: [0.1, 1], arms: ['control', 'farcaster'] } as const;
const byHand = sweepByHand(values, [
  { control: { steps: Infinity }, farcaster: { steps: 60, gain: [...around(0.4).slice(1), -Infinity] } },
  null,
]);
const text = await mergedByHand(values, [], ([rate]) => (rate === 0.1 ? byHand.points[0]!.arms : null));

function read(content: string): MergedSweep {
  const told = readMerged(content);
  if (!told.ok) throw new Error(told.problem);
  return told.value;
}

describe('readMerged', () => {
  it('gives the sweep that was written', () => {
    const { sweep, files, departures } = read(text);
    expect(sweep).toEqual({
      ...byHand,
      keepsLosses: false,
      points: byHand.points.map((point) => ({ ...point, engine: point.engine === null ? null : 'simd' })),
    });
    expect(sweep.points[0]!.arms[0]!.steps!.median).toBe(Infinity);
    expect({ files, departures }).toEqual({ files: 1, departures: ['1 of 2 points are missing'] });
  });

  it.each<[what: string, content: string, why: RegExp]>([
    ['nothing', '', /it is empty/],
    ['a part of one', text.slice(0, -20), /not complete JSON/],
    ['another file', '{"format":"farcast-coefficients"}', /it is not a merged sweep/],
    ['a list', '[1,2]', /it is not a merged sweep/],
    ['a changed plan', text.replace('"farcast":"0.0.0"', '"farcast":"9.0.0"'), /changed after it was made/],
    ['an unknown arm', text.replace('"arm":"farcaster"', '"arm":"__proto__"'), /not a merged sweep/],
    ['a text for a number', text.replace('"median":60', '"median":"60"'), /not a merged sweep/],
    ['a point too few', text.replace(/,\n\{"values":\[1\][^\n]*/, ''), /not those of its plan/],
  ])('refuses %s', (_, content, why) => {
    const told = readMerged(content);
    expect(told.ok ? '' : told.problem).toMatch(why);
  });

  it('never throws, whatever was changed', () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), (at, put) => {
        readMerged(text.slice(0, at) + put + text.slice(at + 1));
      }),
      { numRuns: 200 },
    );
  });
});
