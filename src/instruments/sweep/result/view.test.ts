import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { ExperimentSpec } from '../../../experiment/fields.ts';
import { checkSpec } from '../../../experiment/spec.ts';
import { around, sweepByHand } from '../../../record/testing/sweep-by-hand.ts';
import { newSweep } from '../../../record/sweep/queue.ts';
import { sweepRows, sweepTable } from '../../../record/sweep/tables.ts';
import { intervalWords, sweepChartView, sweepMapView } from './view.ts';
import { sweepCorrections } from '../../../record/sweep/words.ts';

const rates: Partial<ExperimentSpec> = {
  sweep: 'learningRate',
  sweepValues: [0.1, 1, 3],
  arms: ['control', 'farcaster'],
};

const prototype = [
  { control: { steps: 900 }, farcaster: { steps: 400, ledger: 420, gain: around(0.53) } },
  { control: { steps: 100 }, farcaster: { steps: 80, ledger: 84, gain: around(0.2) } },
  { control: { steps: 55.5 }, farcaster: { steps: 57, ledger: 60, gain: around(-0.08) } },
];

describe('what the chart is given', () => {
  it('lies on a log axis for a learning rate, ascending, with what was never reached marked as such', () => {
    const never = { control: { steps: Infinity }, farcaster: { steps: 600 } };
    const view = sweepChartView(
      sweepByHand({ ...rates, sweepValues: [3, 1, 0.1] }, [prototype[2]!, prototype[1]!, never]),
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
      /^Sweep of learning rate: 3 of 3 experiments done, 8 seeds each\. Target loss 0\.02\./,
    );
  });

  it('takes the ledger or the steps, as asked', () => {
    const at = (axis: 'steps' | 'ledger'): number =>
      sweepChartView(sweepByHand(rates, prototype), 'cost', axis).lines[1]!.marks[0]!.spread.median;
    expect([at('steps'), at('ledger')]).toEqual([400, 420]);
  });

  it('stands a full batch where its size is', () => {
    const { ticks } = sweepChartView(
      sweepByHand({ sweep: 'batch', sweepValues: [0, 16] }, [prototype[0]!, prototype[1]!]),
      'cost',
      'steps',
    );
    expect(ticks).toEqual([
      { place: 16, text: '16' },
      { place: 256, text: 'full' },
    ]);
  });

  it('has zero in sight for shares', () => {
    expect(sweepChartView(sweepByHand(rates, prototype), 'gain', 'steps').yDomain).toEqual([-0.2, 0.6]);
  });

  it('is not stretched by an interval, but always shows the median', () => {
    const domain = (middle: number): readonly number[] => {
      const gain = [-20, -20, -20, middle, middle, 0.3, 0.3, 0.3];
      const sweep = sweepByHand(rates, [{ control: { steps: 9 }, farcaster: { steps: 9, gain } }]);
      return sweepChartView(sweep, 'gain', 'steps').yDomain;
    };
    expect(domain(-0.4)).toEqual([-1, 0.3]);
    expect(domain(-3)).toEqual([-3, 0.3]);
    expect(sweepChartView(sweepByHand(rates, prototype), 'test', 'steps').yDomain).toEqual([0.9, 1]);
  });

  it('has no place for what never got there, nor for what alone did, and says what stands for them', () => {
    const view = (gain: readonly number[]) =>
      sweepChartView(
        sweepByHand(rates, [{ control: { steps: 9 }, farcaster: { steps: 9, gain } }, prototype[1]!]),
        'gain',
        'steps',
      );
    const [few, most] = [
      [0.2, 0.2],
      [1, 2, 3, 4, 5, 6],
    ];
    const missed = view([...few, ...most.map(() => -Infinity)]);
    expect(missed.note).toBe('○ not reached in half of the pairs');
    expect(missed.yDomain).toEqual([0, 0.3]);
    expect(missed.lines[0]!.marks[0]).toMatchObject({ spread: { median: -Infinity }, reached: 2, seeds: 8 });
    expect(view([...few, ...most.map(() => Infinity)]).note).toBe(
      '↑ reached by this arm alone in half of the pairs',
    );
    expect(view(around(0.2)).note).toBe('');
    const costs = sweepChartView(
      sweepByHand(rates, [{ control: { steps: Infinity } }, prototype[1]!]),
      'cost',
      'steps',
    );
    expect(costs.note).toBe('↑ not reached by half of the seeds');
  });

  it('calls fewer than six seeds too few for a claim', () => {
    expect([1, 4, 6].map(intervalWords)).toEqual([
      ', without an interval: too few seeds for a claim',
      ', with the range of 4 seeds, level 87.5 %: too few for a claim',
      ' with its 95 % interval',
    ]);
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
    const sweep = sweepByHand(both, [prototype[0]!, prototype[1]!, null, prototype[2]!]);
    const view = sweepMapView(sweep, 'farcaster', 'gain', 'ledger');
    expect(view).toMatchObject({ rows: ['0.1', '1'], columns: ['0.5', '1'] });
    expect(view.range.map((value) => Math.round(100 * value))).toEqual([-8, 53]);
    const shares = view.cells.map(({ row, column, spread: its }) => [
      row,
      column,
      its === null ? null : Math.round(100 * its.median) / 100,
    ]);
    expect(shares).toEqual([
      [1, 1, 0.53],
      [1, 0, 0.2],
      [0, 1, null],
      [0, 0, -0.08],
    ]);
  });
});

describe('the rows of a sweep', () => {
  it('are plain numbers, null if there is none, and the table has a cell for each', () => {
    const sweep = sweepByHand(rates, [
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
      8,
      0.02,
      8,
      900,
    ]);
    expect(table.rows[2]!.slice(6, 10)).toEqual([0, NaN, NaN, NaN]);
  });
});

describe('docs/AUTOMATION.md', () => {
  it('names every field of a row', async () => {
    const page = await readFile(new URL('../../../../docs/AUTOMATION.md', import.meta.url), 'utf8');
    const others = { ...prototype[0]!, search: { steps: 90, gain: around(0.4) } };
    const arms: ExperimentSpec['arms'] = ['control', 'farcaster', 'search'];
    const sweep = sweepByHand({ ...rates, arms }, [others]);
    const saved = sweep.points[0]!.arms.map(({ arm, gain }) => ({ arm, saved: gain }));
    const rows = sweepRows({ ...sweep, targets: [{ target: 0.1, point: 0, controlCost: 9, arms: saved }] });
    const keys = rows.flatMap(({ values: _, ...row }) => keysOf(row));
    expect(keys).toContain('p');
    const isNamed = (key: string): boolean => page.includes(`\`${key}\``) || page.includes(`\`${key}[]\``);
    expect([...new Set(keys)].filter((key) => !isNamed(key))).toEqual([]);
  });
});

function keysOf(data: unknown): string[] {
  if (Array.isArray(data)) return data.flatMap(keysOf);
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) => [key, ...keysOf(value)]);
}

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
