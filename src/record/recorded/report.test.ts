/** Rows, intervals and sentences of recorded runs. */
import { describe, expect, it, test } from 'vitest';
import fc from 'fast-check';
import { layoutOf } from '../../core/model/layout.ts';
import type { RecordedAnalysis } from '../../run/recorded/analysis.ts';
import { reportOf } from './report.ts';
import { recordedVerdict } from './words.ts';

const methods = ['farcaster', 'recent', 'stay'] as const;

/** Errors by method of each forecast, for runs of `anchors` forecasts a step apart. */
function analysisOf(
  runs: number,
  anchors: number,
  errorOf: (run: number, anchor: number, method: (typeof methods)[number]) => number,
  horizons: readonly number[] = [2],
): RecordedAnalysis {
  const layout = layoutOf([{ name: 'layer1.kernel', role: 'kernel', block: 1, shape: [2, 2] }]);
  const all = Array.from({ length: runs }, (_, run) =>
    Array.from({ length: anchors }, (_a, anchor) =>
      horizons.map(() => methods.map((method) => errorOf(run, anchor, method))),
    ),
  ).flat(3);
  const error = Float64Array.from(all);
  return {
    runs: Array.from({ length: runs }, (_, run) => `run ${run}`),
    steps: Array.from({ length: anchors + 8 }, (_, i) => i),
    layout,
    parts: { names: ['layer 1 kernel'], partOf: [0], counts: [4] },
    anchors: Array.from({ length: anchors }, (_, i) => i + 3),
    possible: anchors,
    windowSteps: 3,
    horizons,
    ...{ isUneven: false, leftOut: [] },
    starts: Array.from({ length: anchors }, (_, i) => i),
    forecastSteps: Array.from({ length: anchors }, (_, i) => horizons.map((ahead) => i + 3 + ahead)).flat(),
    inputs: [0, 3],
    ...{ groups: ['all weights'], groupOf: [0], fitted: { inputs: [0, 1], targets: [2] } },
    methods,
    ...{ error, partError: error, cosine: error, lengthRatio: error },
    coefficients: Array.from({ length: anchors }, () =>
      new Float32Array(horizons.length * runs * 3).fill(0.5),
    ),
    watched: [],
    actual: new Float32Array(0),
    predicted: [],
    path: {
      ...{ weights: 4, explained: new Float64Array(0) },
      ...{ checkpoints: new Float64Array(0), forecasts: new Float64Array(0) },
    },
  };
}

const errors = { farcaster: 0.6, recent: 0.5, stay: 1 };

describe('units', () => {
  it('are runs if there are several, else stretches of the run without a common checkpoint', () => {
    const several = reportOf(analysisOf(7, 4, (run, _, method) => errors[method] * (1 + run)));
    expect(several.unit).toBe('run');
    expect(several.rows[0]!.against.map(({ units }) => units)).toEqual([7, 7]);
    // 23 forecasts over 3 + 2 steps each: 5 stretches of 5 anchors.
    const single = reportOf(analysisOf(1, 23, (_run, _anchor, method) => errors[method]));
    expect(single.unit).toBe('block');
    expect(single.rows[0]!.against.map(({ units }) => units)).toEqual([5, 5]);
    expect(single.rows[0]!.forecasts).toBe(23);
  });
});

describe('the verdict', () => {
  const noisy = (run: number, scale: number): number => scale * (1 + 0.01 * ((run * 7) % 5));

  it('claims with eight runs: closer than persistence, and loses to a line', () => {
    const report = reportOf(
      analysisOf(8, 4, (run, _, method) => noisy(run, errors[method]) + (method === 'stay' ? 0.01 * run : 0)),
    );
    const { tone, sentence } = recordedVerdict(report);
    expect(tone).toBe('loss');
    expect(sentence).toMatch(
      /^At \+2 steps the farcaster is 4\d % closer to the actual weights than persistence \(95 % CI .+, 8 runs\), and 20 % farther from the actual weights than the recent line \(95 % CI .+, 8 runs\), its only rival\.$/,
    );
  });

  it('says that an interval on one side of 0 is no claim after correction for all rivals', () => {
    const report = reportOf(analysisOf(6, 4, (run, _, method) => noisy(run, errors[method]) + 0.01 * run));
    expect(report.rows[0]!.against.map(({ p, outcome }) => [p, outcome])).toEqual([
      [0.0625, 'unclear'],
      [0.0625, 'unclear'],
    ]);
    const { tone, sentence } = recordedVerdict(report);
    expect(tone).toBe('none');
    expect(sentence).toMatch(
      /than persistence \(95 % CI \d+ to \d+ %, 6 runs, but corrected for all rivals \(Holm\) p is 0\.06; they cannot be told apart\)/,
    );
  });

  it('claims nothing with two runs, and says so first', () => {
    const { tone, sentence } = recordedVerdict(
      reportOf(analysisOf(2, 9, (run, _, method) => noisy(run, errors[method]))),
    );
    expect(tone).toBe('none');
    expect(sentence).toMatch(/^Too few independent runs for a claim \(2 of at least 6\): at \+2 steps/);
    expect(sentence).toContain('level 50 %');
  });

  it('says that two are as close where a difference rounds to nothing', () => {
    const near = { farcaster: 0.6, recent: 0.5985, stay: 1 };
    const { sentence } = recordedVerdict(
      reportOf(analysisOf(2, 9, (run, _, method) => noisy(run, near[method]))),
    );
    expect(sentence).toContain('and as close to the actual weights as the recent line (range of 2 runs');
    expect(sentence).toMatch(/−0\.\d % closer|−0\.\d to −?0\.\d % closer/);
  });

  it('of one stretch has no interval', () => {
    const { sentence } = recordedVerdict(
      reportOf(analysisOf(1, 2, (_run, _anchor, method) => errors[method])),
    );
    expect(sentence).toContain('1 stretch of the run)');
    expect(sentence).not.toContain('CI');
  });

  it('is about the farthest horizon with at least half of the forecasts of the best, and leaves out what has no target', () => {
    const report = reportOf(
      analysisOf(1, 8, (_run, anchor, method) => (anchor > 5 ? NaN : errors[method]), [2, 4]),
    );
    expect(report.judged).toBe(1);
    expect(report.rows.map(({ forecasts }) => forecasts)).toEqual([6, 6]);
    const none = reportOf(analysisOf(1, 3, () => NaN));
    expect(none.judged).toBeNull();
    expect(recordedVerdict(none).sentence).toContain('No forecast has a checkpoint');
  });
});

test('the skill of persistence is 0, and everything scales with the errors', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 12 }),
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      (runs, anchors, scale) => {
        const one = reportOf(analysisOf(runs, anchors, (_run, _anchor, method) => errors[method])).rows[0]!;
        const other = reportOf(analysisOf(runs, anchors, (_run, _anchor, method) => scale * errors[method]))
          .rows[0]!;
        expect(one.skill.stay).toBeCloseTo(0, 12);
        expect(other.skill.farcaster).toBeCloseTo(one.skill.farcaster!, 9);
        expect(other.against.map(({ closer }) => closer)).toEqual(
          one.against.map(({ closer }) => expect.closeTo(closer, 9) as number),
        );
      },
    ),
  );
});

test('uneven spacing is said, with what it leaves out', () => {
  const analysis = analysisOf(7, 4, (_run, _anchor, method) => errors[method]);
  const { notes } = recordedVerdict(reportOf({ ...analysis, isUneven: true, leftOut: ['aitken'] }));
  expect(notes[0]).toMatch(/spaced unevenly.*Left out.*Aitken/);
  expect(recordedVerdict(reportOf(analysis)).notes[0]).not.toContain('unevenly');
});
