import { describe, expect, it } from 'vitest';
import { checkSpec } from '../../experiment/spec.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import { newSweep } from './sweep-queue.ts';
import { sweepRows, sweepTable } from './sweep-rows.ts';
import { sweepChartView, sweepMapView } from './sweep-view.ts';
import type { ArmSummary, Spread, Sweep } from './sweep-state.ts';
import { findingText, sweepCorrections } from './sweep-words.ts';

const spread = (median: number, low = median, high = median): Spread => ({ median, low, high });

interface Numbers {
  readonly steps: number;
  readonly ledger?: number;
  readonly gain?: Spread | null;
  readonly saved?: Spread | null;
}

function summary(arm: ArmId, { steps, ledger = steps, gain = null, saved = null }: Numbers): ArmSummary {
  return {
    arm,
    seeds: 4,
    reached: Number.isFinite(steps) ? 4 : 1,
    steps: spread(steps),
    ledger: spread(ledger),
    gain,
    saved,
    finalLoss: spread(0.01),
    testLoss: null,
    testAccuracy: spread(0.9),
  };
}

/** A sweep whose points are done with these numbers, point by point. */
function done(
  values: Partial<ExperimentSpec>,
  points: readonly (Partial<Record<ArmId, Numbers>> | null)[],
  target: number | null = 0.02,
): Sweep {
  const sweep = newSweep(
    checkSpec({ arms: ['control', 'farcaster'], seeds: [1, 2, 3, 4], sweepTarget: 0.02, ...values }).spec,
  )!;
  return {
    ...sweep,
    target: { ...sweep.target, loss: target },
    points: sweep.points.map((point, i) => {
      const numbers = points[i] ?? null;
      if (numbers === null) return point;
      const arms = Object.entries(numbers).map(([arm, its]) => summary(arm as ArmId, its));
      return { ...point, status: 'done' as const, engine: 'reference', arms };
    }),
  };
}

const rates: Partial<ExperimentSpec> = { sweep: 'learningRate', sweepValues: [0.1, 1, 3] };

const prototype = [
  { control: { steps: 900 }, farcaster: { steps: 400, ledger: 420, gain: spread(0.53, 0.5, 0.55) } },
  { control: { steps: 100 }, farcaster: { steps: 80, ledger: 84, gain: spread(0.2, 0.1, 0.3) } },
  { control: { steps: 55.5 }, farcaster: { steps: 57, ledger: 60, gain: spread(-0.08, -0.2, -0.01) } },
];

describe('the finding of a sweep over learning rates', () => {
  it('says what is left where the control is quickest, and each at its own best', () => {
    expect(findingText(done(rates, prototype))).toBe(
      'At learning rate 0.1, jumps reached loss 0.02 with 53 % fewer gradient-step equivalents than the control. ' +
        'At learning rate 3, where the control is quickest, nothing is left: 8 % more (95 % CI −20 to −1 %). ' +
        'Each at its own best: control 55.5 at 3, jumps 60 at 3.',
    );
  });

  it('claims a gain or a cost only where the interval excludes zero', () => {
    const last = (gain: Spread): Sweep =>
      done(rates, [...prototype.slice(0, 2), { control: { steps: 55 }, farcaster: { steps: 50, gain } }]);
    expect(findingText(last(spread(0.04, -0.02, 0.1)))).toMatch(/no clear gain is left: 4 % fewer/);
    expect(findingText(last(spread(-0.04, -0.2, 0.01)))).toMatch(/no clear gain is left: 4 % more/);
    expect(findingText(last(spread(0.04, 0.01, 0.1)))).toMatch(/quickest, 4 % fewer are left/);
    expect(findingText(last(spread(0.001, -0.02, 0.1)))).toMatch(/no clear gain is left: 0 %/);
  });

  it('does not hide that a doubled rate does as well', () => {
    const withRival = prototype.map((point) => ({
      ...point,
      faster: { steps: 450, gain: spread(0.5, 0.4, 0.6) },
    }));
    expect(findingText(done({ ...rates, arms: ['control', 'farcaster', 'faster'] }, withRival))).toMatch(
      /than the control\. A doubled learning rate there: 50 % fewer\. At learning rate 3/,
    );
  });

  it('calls an upper bound one, and says what is not charged', () => {
    expect(findingText(done({ ...rates, source: 'oracle' }, prototype))).toMatch(
      /^An upper bound, never a result.* At learning rate 0.1/,
    );
    expect(findingText(done({ ...rates, source: 'transfer' }, prototype))).toMatch(
      /^The training .* not charged\. At/,
    );
  });

  it('starts with the best point where that is also the control’s', () => {
    const reversed = [...prototype].reverse();
    const text = findingText(done({ ...rates, sweepValues: [3, 1, 0.1] }, [reversed[2]!, null, null]));
    expect(text).toMatch(
      /^So far, with 1 of 3 done: At learning rate 3, where the control is quickest, 53 %/,
    );
  });

  it('says so when nobody got there, when nothing is compared and when nothing was done', () => {
    const never = { control: { steps: Infinity }, farcaster: { steps: Infinity } };
    expect(findingText(done(rates, [never, never, never]))).toBe(
      'Loss 0.02 was reached nowhere within 800 steps: there is nothing to compare.',
    );
    expect(findingText(done(rates, [null, null, null]))).toBe('');
    expect(
      findingText(done({ ...rates, arms: ['control'] }, [{ control: { steps: 40 } }, null, null])),
    ).toMatch(/only: it reached loss 0.02 first at learning rate 0.1, after 40 steps/);
    expect(findingText(done({ ...rates, gate: 'never' }, prototype))).toMatch(/no jumps were made/);
  });
});

describe('the finding of a sweep over anything else', () => {
  const windows: Partial<ExperimentSpec> = { sweep: 'window', sweepValues: [10, 20] };
  const points = [
    {
      control: { steps: 100 },
      farcaster: { steps: 60, gain: spread(0.4, 0.3, 0.5), saved: spread(0.2, 0.1, 0.3) },
    },
    {
      control: { steps: 100 },
      farcaster: { steps: 50, gain: spread(0.5, 0.4, 0.6), saved: spread(0.1, 0, 0.2) },
    },
  ];

  it('names where most and least was saved', () => {
    expect(findingText(done(windows, points))).toBe(
      'Jumps reached loss 0.02 with 50 % fewer gradient-step equivalents than the control at window 20 snapshots ' +
        '(95 % CI 40 to 60 %), and with 40 % fewer at window 10 snapshots (95 % CI 30 to 50 %).',
    );
  });

  it('falls back on the verdict’s own targets where there is no common one', () => {
    expect(findingText(done(windows, points, null))).toMatch(
      /reached each seed’s own target with 20 % fewer .* at window 10 snapshots/,
    );
  });
});

describe('what the chart is given', () => {
  it('lies on a log axis for a learning rate, ascending, with what was never reached marked as such', () => {
    const never = { control: { steps: Infinity }, farcaster: { steps: 600 } };
    const view = sweepChartView(
      done({ ...rates, sweepValues: [3, 1, 0.1] }, [prototype[2]!, prototype[1]!, never]),
      'cost',
      'steps',
    );
    expect(view).toMatchObject({ xLabel: 'learning rate', xLogarithmic: true, yLogarithmic: true });
    expect(view.ticks.map(({ text }) => text)).toEqual(['0.1', '1', '3']);
    const [control] = view.lines;
    expect(control!.marks.map(({ place, spread: { median } }) => [place, median])).toEqual([
      [0.1, Infinity],
      [1, 100],
      [3, 55.5],
    ]);
    expect(view.yDomain).toEqual([50, 1000]);
    expect(view.summary).toMatch(
      /^Sweep of learning rate: 3 of 3 experiments done, 4 seeds each\. Target loss 0\.02\./,
    );
  });

  it('takes the ledger or the steps, as asked', () => {
    const at = (axis: 'steps' | 'ledger'): number =>
      sweepChartView(done(rates, prototype), 'cost', axis).lines[1]!.marks[0]!.spread.median;
    expect([at('steps'), at('ledger')]).toEqual([400, 420]);
  });

  it('stands a full batch where its size is', () => {
    const { ticks } = sweepChartView(
      done({ sweep: 'batch', sweepValues: [0, 16] }, [prototype[0]!, prototype[1]!]),
      'cost',
      'steps',
    );
    expect(ticks).toEqual([
      { place: 16, text: '16' },
      { place: 256, text: 'full' },
    ]);
  });

  it('has zero in sight for shares', () => {
    expect(sweepChartView(done(rates, prototype), 'gain', 'steps').yDomain).toEqual([-0.2, 0.6]);
  });

  it('is not stretched by an interval, but always shows the median', () => {
    const domain = (gain: Spread): readonly number[] =>
      sweepChartView(done(rates, [{ control: { steps: 9 }, farcaster: { steps: 9, gain } }]), 'gain', 'steps')
        .yDomain;
    expect(domain(spread(-0.4, -20, 0.3))).toEqual([-1, 0.3]);
    expect(domain(spread(-3, -20, 0.3))).toEqual([-3, 0.3]);
    expect(sweepChartView(done(rates, prototype), 'test', 'steps').yDomain).toEqual([0.9, 1]);
  });
});

describe('what the map is given', () => {
  it('puts every pair of values in its cell', () => {
    const both: Partial<ExperimentSpec> = {
      ...rates,
      sweepValues: [1, 0.1],
      across: 'damping',
      acrossValues: [1, 0.5],
    };
    const sweep = done(both, [prototype[0]!, prototype[1]!, null, prototype[2]!]);
    const view = sweepMapView(sweep, 'farcaster', 'gain', 'ledger');
    expect(view).toMatchObject({ rows: ['0.1', '1'], columns: ['0.5', '1'], range: [-0.08, 0.53] });
    expect(view.cells.map(({ row, column, spread: its }) => [row, column, its?.median ?? null])).toEqual([
      [1, 1, 0.53],
      [1, 0, 0.2],
      [0, 1, null],
      [0, 0, -0.08],
    ]);
  });
});

describe('the rows of a sweep', () => {
  it('are plain numbers, null where there is none, and the table has a cell for each', () => {
    const sweep = done(rates, [
      prototype[0]!,
      null,
      { control: { steps: Infinity }, farcaster: { steps: 9 } },
    ]);
    const rows = sweepRows(sweep);
    expect(rows).toHaveLength(6);
    expect(JSON.parse(JSON.stringify(rows))).toEqual(rows);
    expect(rows[0]).toMatchObject({ values: { lr: 0.1 }, arm: 'control', steps: { median: 900 } });
    expect(rows[2]).toMatchObject({ status: 'waiting', steps: { median: null }, target: 0.02 });
    expect(rows[4]).toMatchObject({ status: 'done', reached: 1, steps: { median: null } });
    const table = sweepTable(sweep);
    expect(new Set([...table.rows.map((row) => row.length), table.columns.length]).size).toBe(1);
    expect(table.rows[0]!.slice(0, 8)).toEqual([
      0.1,
      rows[0]!.experimentId,
      'control',
      'done',
      4,
      0.02,
      4,
      900,
    ]);
    expect(table.rows[2]!.slice(6, 10)).toEqual([0, '', '', '']);
  });
});

describe('corrections', () => {
  it('are told once, with where they hold', () => {
    const one = newSweep(checkSpec({ sweep: 'window', sweepValues: [20, 30] }).spec)!;
    expect(sweepCorrections(one)).toEqual([
      expect.stringMatching(/^At window 30 snapshots: Every: .* 31 used/),
    ]);
    const many = newSweep(
      checkSpec({ sweep: 'window', sweepValues: [20, 30], across: 'damping', acrossValues: [0.5, 1] }).spec,
    )!;
    expect(sweepCorrections(many)).toEqual([expect.stringMatching(/^In 2 of 4 experiments: Every/)]);
  });
});
