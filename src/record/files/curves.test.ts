/** The tables of single seeds hold what was recorded, whatever reads them. */
import { describe, expect, it } from 'vitest';
import { recorded, scored } from '../testing/recorded.ts';
import type { TableCell } from '../table.ts';
import { csvText } from './csv.ts';
import { curveRows, seedTables } from './curves.ts';
import { tidy } from './tidy.ts';

const history = recorded({
  spec: { arms: ['control', 'farcaster'], seeds: [3, 4], steps: 20 },
  smoothing: 5,
  loss: (arm, seed, step) => (seed * (arm === 'control' ? 1 : 0.5)) / (1 + step),
  jumps: [{ arm: 'farcaster', seed: 4, step: 10, cost: 7 }],
  diverged: [{ arm: 'control', seed: 3, step: 8 }],
});
history.take({ type: 'scored', anchor: 20, horizons: [2, 4], scores: [scored(2, [0.2, 0.4])] });

const rowsOf = (name: string, most?: number): Record<string, TableCell>[] => {
  const { columns, rows } = seedTables(history, most)[name]!;
  return [...rows].map((row) => Object.fromEntries(columns.map(([, key], i) => [key, row[i]!])));
};

describe('tables of single seeds', () => {
  it('have the loss after every step, raw and smoothed, until a seed stopped', () => {
    const rows = rowsOf('curves');
    expect(rows).toHaveLength(curveRows(history));
    expect(rows.filter(({ arm, seed }) => arm === 'control' && seed === 3)).toHaveLength(8);
    const of = rows.filter(({ arm, seed }) => arm === 'farcaster' && seed === 4);
    expect(of.map(({ step }) => step)).toEqual(Array.from({ length: 21 }, (_, step) => step));
    expect(of[12]).toMatchObject({
      ledger_in_gradient_step_equivalents: 19,
      training_loss_of_step: Math.fround(2 / 13),
    });
    const mean = [8, 9, 10, 11, 12].reduce((sum, step) => sum + 2 / (1 + step), 0) / 5;
    expect(of[12]!['training_loss_mean_of_5_steps']).toBeCloseTo(mean, 6);
  });

  it('may have fewer steps, always with the first and the last', () => {
    const steps = rowsOf('curves', 6)
      .filter(({ arm, seed }) => arm === 'control' && seed === 4)
      .map(({ step }) => step);
    expect([steps[0], steps.at(-1), steps.length <= 7]).toEqual([0, 20, true]);
  });

  it('have ends, jumps and forecasts', () => {
    expect(rowsOf('seeds').map(({ arm, seed, status, steps }) => [arm, seed, status, steps])).toEqual([
      ['control', 3, 'stopped', 7],
      ['control', 4, 'finished', 20],
      ['farcaster', 3, 'finished', 20],
      ['farcaster', 4, 'finished', 20],
    ]);
    expect(rowsOf('jumps')).toMatchObject([{ arm: 'farcaster', seed: 4, step: 10, accepted: 1 }]);
    expect(rowsOf('forecast-errors')).toMatchObject([
      {
        arm: 'farcaster',
        seed: 3,
        anchor_step: 20,
        horizon_in_steps: 2,
        mean_absolute_error_of_forecast: 0.2,
      },
      { horizon_in_steps: 4, mean_absolute_error_of_forecast: 0.4 },
    ]);
  });
});

describe('a tidy table', () => {
  const wide = {
    columns: [
      ['step', 'step'],
      ['control, loss', 'control_loss'],
      ['control, seeds', 'control_seeds'],
      ['with jumps, loss', 'farcaster_loss'],
      ['with jumps, seeds', 'farcaster_seeds'],
    ] as const,
    rows: [
      [1, 0.5, 8, 0.4, 7],
      [2, 0.3, 8, 0.2, 6],
    ],
  };

  it('has a row for every arm instead of columns for each', () => {
    const { columns, rows } = tidy(wide);
    expect(columns).toEqual([
      ['step', 'step'],
      ['arm', 'arm'],
      ['loss', 'loss'],
      ['seeds', 'seeds'],
    ]);
    expect(rows).toEqual([
      [1, 'control', 0.5, 8],
      [1, 'farcaster', 0.4, 7],
      [2, 'control', 0.3, 8],
      [2, 'farcaster', 0.2, 6],
    ]);
  });

  it('is the same table if arms do not have the same columns, or are rows already', () => {
    const uneven = { columns: wide.columns.slice(0, 4), rows: wide.rows.map((row) => row.slice(0, 4)) };
    expect(tidy(uneven)).toBe(uneven);
    const long = {
      columns: [['arm', 'arm'] as const, ['c', 'control_cost'] as const],
      rows: [['control', 1]],
    };
    expect(tidy(long)).toBe(long);
  });
});

describe('where a file comes from', () => {
  it('is in comment lines, of which the first says how to skip them', () => {
    const text = csvText(
      { columns: [['a', 'a']], rows: [[1]] },
      { link: 'http://x/#v=3&arms=a,b', about: 'Moons · 3\n#' },
    );
    const lines = text.split('\r\n');
    expect(lines[0]).toMatch(/^# read: pandas\.read_csv.*skip_header=3\)$/);
    expect(lines.slice(1)).toEqual(['# link: http://x/#v=3&arms=a,b', '# about: Moons   3 #', 'a', '1', '']);
  });
});
