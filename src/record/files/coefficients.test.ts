/** Coefficients as rows: of what is recorded of a run, and of an analysis; the numbers are at their places. */
import { expect, it } from 'vitest';
import type { RecordedAnalysis } from '../../run/recorded/analysis.ts';
import { recorded } from '../testing/recorded.ts';
import { coefficientsOfAnalysis, coefficientsOfRun } from './coefficients.ts';

it('of a run: each arm and seed that has some, for each group and horizon of each forecast', () => {
  const history = recorded({
    spec: { arms: ['control', 'farcaster'], seeds: [3, 4], steps: 20 },
    groups: ['first', 'second'],
    loss: () => 1,
  });
  // [horizon, replica, group, inputs + 1]; the control of seed 3 has none.
  const values = Float32Array.from({ length: 2 * 4 * 2 * 3 }, (_, i) =>
    Math.floor(i / 6) % 4 === 0 ? NaN : i,
  );
  history.fits.push({ anchor: 8, values }, { anchor: 12, values: values.map((value) => value + 0.5) });
  const { columns, rows } = coefficientsOfRun(history);
  expect(columns.map(([, name]) => name)).toEqual([
    ...['arm', 'seed', 'anchor_step', 'horizon_in_steps', 'group'],
    ...['coefficient_of_step_0_of_the_window', 'coefficient_of_step_4_of_the_window', 'constant'],
  ]);
  expect(rows).toHaveLength(2 * 3 * 2 * 2);
  expect(rows[0]).toEqual(['control', 4, 8, 2, 'first', 6, 7, 8]);
  expect(rows.at(-1)).toEqual(['farcaster', 4, 12, 4, 'second', 45.5, 46.5, 47.5]);
});

it('of recorded runs: each run', () => {
  const analysis = {
    ...{ runs: ['a', 'b'], anchors: [100], horizons: [50], groups: ['all weights'], inputs: [0, 100] },
    coefficients: [Float32Array.of(-1, 2, 0, -3, 4, 0.5)],
  } as unknown as RecordedAnalysis;
  expect(coefficientsOfAnalysis(analysis).rows).toEqual([
    ['a', 100, 50, 'all weights', -1, 2, 0],
    ['b', 100, 50, 'all weights', -3, 4, 0.5],
  ]);
});
