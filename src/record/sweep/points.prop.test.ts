import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultSpec, fields, type ExperimentSpec } from '../../experiment/fields.ts';
import { canonicalText } from '../../experiment/link/link.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { sameRun } from '../../experiment/table/aside-fields.ts';
import { planSweep, withSuggestions } from './points.ts';
import type { Knob } from './sweep.ts';

const knobs = Object.keys(fields.sweep.options).filter((knob) => knob !== 'none') as Knob[];

/** Valid values of a swept setting. */
const valueOf = (knob: Knob): fc.Arbitrary<number> => {
  const { min, max, integer } = fields[knob];
  return integer ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true }).map((x) => x + 0);
};

const valuesOf = (knob: Knob): fc.Arbitrary<number[]> =>
  fc.array(valueOf(knob), { minLength: 1, maxLength: 5 });

/** Two settings that no rule connects: all their values remain unchanged. */
const free: readonly Knob[] = ['learningRate', 'damping', 'noise', 'candidates', 'penaltyWeight'];

const specOf = (values: Partial<ExperimentSpec>): ExperimentSpec => checkSpec(values).spec;

describe('the points of a sweep', () => {
  it('are the product of the valid values, each once, row by row', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...free], { minLength: 2, maxLength: 2 }).chain(([sweep, across]) =>
          fc.record({
            sweep: fc.constant(sweep!),
            across: fc.constant(across!),
            sweepValues: valuesOf(sweep!),
            acrossValues: valuesOf(across!),
          }),
        ),
        (asked) => {
          const spec = specOf(asked);
          const { knobs: swept, points, corrections } = planSweep(spec);
          const down = [...new Set(spec.sweepValues)];
          const across = [...new Set(spec.acrossValues)];
          expect(swept).toEqual([asked.sweep, asked.across]);
          expect(corrections).toEqual([]);
          expect(points.map(({ values }) => values)).toEqual(
            down.flatMap((value) => across.map((other) => [value, other])),
          );
          for (const { values, spec: point } of points) {
            expect([point[asked.sweep], point[asked.across]]).toEqual(values);
            expect(
              sameRun(
                { ...point, [asked.sweep]: spec[asked.sweep], [asked.across]: spec[asked.across] },
                spec,
              ),
            ).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are valid experiments without a sweep, all different, for any request', () => {
    const anyNumbers = fc.array(
      fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -5, max: 300 })),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...knobs, 'none' as const),
        fc.constantFrom(...knobs, 'none' as const),
        anyNumbers,
        anyNumbers,
        (sweep, across, sweepValues, acrossValues) => {
          const { points, knobs: swept } = planSweep(specOf({ sweep, across, sweepValues, acrossValues }));
          expect(new Set(points.map(({ spec }) => canonicalText(spec))).size).toBe(points.length);
          for (const { spec, values } of points) {
            expect(checkSpec({ ...spec })).toEqual({ spec, corrections: [] });
            expect(spec).toMatchObject({ sweep: 'none', across: 'none', sweepValues: [], sweepTarget: 0 });
            expect(values).toEqual(swept.map((knob) => spec[knob]));
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('report what was wrong with a value, and what the rules had to change', () => {
    const outside = planSweep(specOf({ sweep: 'learningRate', sweepValues: [99, 10, 0.3] }));
    expect(outside.points.map(({ values }) => values)).toEqual([[10], [0.3]]);
    // Reported once, for the value; the experiments are as if 10 had been requested.
    expect(outside.points.map(({ corrections }) => corrections)).toEqual([[], []]);
    expect(outside.corrections).toEqual(['Learning rate: 99 is above the maximum 10; 10 used.']);
    const tight = planSweep(specOf({ sweep: 'window', sweepValues: [20, 60] }));
    expect(tight.points[0]!.corrections).toEqual([]);
    expect(tight.points[1]!.corrections.join(' ')).toMatch(/First jump at.*60 used.*Every.*61 used/s);
    const twice = planSweep(
      specOf({ sweep: 'noise', sweepValues: [0.1], across: 'noise', acrossValues: [0.2] }),
    );
    expect(twice.points).toHaveLength(1);
    expect(twice.corrections).toEqual(['Noise is swept already: its second list was left out.']);
    expect(planSweep(specOf({ sweep: 'noise' }))).toMatchObject({
      points: [],
      corrections: ['Noise: no values are given.'],
    });
    expect(planSweep(defaultSpec)).toEqual({ knobs: [], points: [], corrections: [] });
  });

  it('are run once where a rule makes them equal, and say so in either order', () => {
    for (const sweepValues of [
      [4, 6],
      [6, 4],
    ]) {
      const { points } = planSweep(specOf({ window: 8, split: 2, sweep: 'split', sweepValues }));
      expect(points).toHaveLength(1);
      expect(points[0]).toMatchObject({
        values: [4],
        corrections: [expect.stringMatching(/split by 6; 4 used/)],
      });
    }
  });

  it('are not empty for a setting chosen without values, and hold the present one', () => {
    for (const knob of knobs) {
      const values = withSuggestions({ sweep: knob }, defaultSpec);
      const { points, corrections } = planSweep(specOf(values));
      expect(corrections).toEqual([]);
      expect(points.length).toBeGreaterThanOrEqual(3);
      expect(values.sweepValues).toContain(defaultSpec[knob]);
    }
    expect(withSuggestions({ sweep: 'noise', sweepValues: [0.2] }, defaultSpec).sweepValues).toEqual([0.2]);
  });
});
