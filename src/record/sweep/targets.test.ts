import { afterEach, describe, expect, it } from 'vitest';
import { shortLoss } from '../../core/evidence/verdict.ts';
import { recorded, type Recording } from '../testing/recorded.ts';
import { endAll, open } from '../../store/testing/sweeping.ts';
import { findingText } from './finding.ts';
import { recordOf, type PointRecord } from './point-record.ts';
import { targetsTable } from './tables.ts';
import type { Sweep, TunedTarget } from './sweep.ts';
import { bestValuesText, noTargetsText, savedAtEnds, tunedRows, tunedTargetsView } from './targets.ts';

afterEach(endAll);

const seeds = [1, 2, 3, 4, 5, 6];
const now = (): Promise<void> => Promise.resolve();

/** Falls as 1 / (1 + rate t) to a floor; the farcaster twice as fast after its jump at step 5. */
const point = (rate: number, floor: number, more: Partial<Recording> = {}): PointRecord =>
  recordOf(
    recorded({
      spec: { arms: ['control', 'farcaster'], seeds, steps: 100 },
      loss: (arm, seed, step) => {
        const done = arm === 'farcaster' && step >= 5 ? 2 * step - 5 : step;
        return Math.max(floor, 1 / (1 + rate * done)) * (1 + seed / 1000);
      },
      jumps: seeds.map((seed) => ({ arm: 'farcaster', seed, step: 5, cost: 0.5 })),
      ...more,
    }),
  );

const savedIn = ({ arms }: TunedTarget) => arms.find(({ arm }) => arm === 'farcaster')!.saved!;

describe('savings over targets', () => {
  it('are at the control’s best value for each: a quick one with a high floor first, then a slower one', async () => {
    const rows = await tunedRows(
      new Map([
        [0, point(0.2, 0)],
        [1, point(3, 0.1)],
      ]),
      now,
    );
    expect(rows).toHaveLength(16);
    const points = rows.map((row) => row.point);
    expect(points).toEqual([...points].sort((a, b) => b - a));
    expect(new Set(points)).toEqual(new Set([0, 1]));
    expect(rows.map(({ target }) => target)).toEqual(rows.map(({ target }) => target).sort((a, b) => b - a));
    // Before the first jump nothing is saved, and long after it nearly half.
    expect(savedIn(rows[0]!)).toMatchObject({ median: 0, early: 6, count: 6, level: 0.95 });
    expect(savedIn(rows.at(-1)!)).toMatchObject({ early: 0, verdict: { tone: 'gain' } });
    expect(savedIn(rows.at(-1)!).median).toBeGreaterThan(0.45);
    const { controlCost, target } = rows[3]!;
    expect(1 / (1 + 3 * controlCost)).toBeLessThan(target);
  });

  it('treat an arm that never reaches a target as never, without a number', async () => {
    const [control, stuck] = [0, 0.05];
    const rows = await tunedRows(
      new Map([
        [
          0,
          point(1, 0, {
            loss: (arm, seed, step) =>
              Math.max(arm === 'farcaster' && seed > 2 ? stuck : control, 1 / (1 + step)) * (1 + seed / 1000),
          }),
        ],
      ]),
      now,
    );
    expect(savedIn(rows.at(-1)!)).toMatchObject({ median: -Infinity, verdict: { unreached: 2, total: 4 } });
    expect(savedIn(rows[0]!).verdict.unreached).toBe(0);
  });

  it('are measured on smoothed losses where those of steps are of single batches', async () => {
    const noisy = point(1, 0);
    const spiked: PointRecord = { ...noisy, smoothing: 10 };
    const [raw, smooth] = [
      await tunedRows(new Map([[0, noisy]]), now),
      await tunedRows(new Map([[0, spiked]]), now),
    ];
    expect(smooth.at(-1)!.target).toBeGreaterThan(1.04 * raw.at(-1)!.target);
  });

  it('need a control that learned something', async () => {
    expect(await tunedRows(new Map(), now)).toEqual([]);
    expect(await tunedRows(new Map([[0, point(0, 0)]]), now)).toEqual([]);
  });
});

/** The preset "Is it just a bigger learning rate?", reduced: fewer seeds, steps and values. */
const link =
  'engine=reference&samples=64&layers=4&steps=400&arms=control,farcaster,search&seeds=6&sweep=learningRate&values=0.3,1,3';

describe('a sweep of the learning rate', () => {
  it('says that an early target was reached before the first jump, and a later one was not', async () => {
    const { api, app, until, state } = open(`${link}&target=0.5`);
    const rows = await api.sweep();
    expect(findingText(state().sweep!)).toMatch(
      /where the control is quickest of 3 \(chosen on the seeds shown\), nothing could be saved: loss 0\.5 was reached before the first jump \(first jump at step 40,/,
    );
    const late = rows.flatMap(({ arm, targets }) => (arm === 'farcaster' ? targets : [])).at(-1)!.target;
    app.actions.change({ sweepTarget: Number(late.toPrecision(3)) * 1.2 });
    const { sweep } = await until(
      ({ sweep: retold }) => retold?.points.every(({ arms }) => arms[1]?.gain?.early !== 6) === true,
    );
    expect(findingText(sweep!)).not.toMatch(/nothing could be saved/);
    expect(findingText(sweep!)).toMatch(
      /first jump at step 40, 95 % CI .*; a plain line search saved .* % CI .*Another target gives another number: /s,
    );
  });

  it('has every target once among its rows, with the same numbers as its chart and its table', async () => {
    const { api, state } = open(`${link}&target=0.5`);
    const rows = await api.sweep();
    const sweep: Sweep = state().sweep!;
    const told = rows
      .filter(({ arm }) => arm === 'farcaster')
      .flatMap(({ values, targets }) => targets.map((row) => ({ ...row, rate: values['lr']! })))
      .sort((a, b) => b.target - a.target);
    const { curves, xDomain, target } = tunedTargetsView(sweep);
    expect(told.map((row) => [row.target, row.saved.median])).toEqual(
      curves[0]!.rows.map((row) => [row.target, Number.isFinite(row.saved) ? row.saved : null]),
    );
    expect(told).toHaveLength(16);
    expect(told.map((row) => row.rate)).toEqual(
      sweep.targets.map((row) => sweep.points[row.point]!.values[0]),
    );
    // The sweep's own target is marked if it lies between.
    expect([target, xDomain[0]]).toEqual([null, sweep.targets.at(-1)!.target]);
    expect(tunedTargetsView({ ...sweep, target: { ...sweep.target, loss: 0.1 } }).target).toBe(0.1);
    const { columns, rows: cells } = targetsTable(sweep);
    expect(cells).toHaveLength(16 * 2);
    expect(new Set([columns.length, ...cells.map((row) => row.length)]).size).toBe(1);
    expect(cells[0]!.slice(0, 3)).toEqual([told[0]!.target, 'farcaster', told[0]!.rate]);
    expect(savedAtEnds(sweep, 'farcaster')).toMatch(/^0 % at loss 0\.\d+ and −?\d+ % at loss /);
    // If the lowest target was never reached there is no number: then the lowest target that has one.
    const far = sweep.targets.map((row) => row.target).at(-2)!;
    const lost = sweep.targets.map((row) =>
      row.target >= far
        ? row
        : {
            ...row,
            arms: row.arms.map((one) => ({
              ...one,
              saved: one.saved && { ...one.saved, median: -Infinity },
            })),
          },
    );
    expect(savedAtEnds({ ...sweep, targets: lost }, 'farcaster')).toContain(`at loss ${shortLoss(far)}`);
    expect(savedAtEnds({ ...sweep, targets: [] }, 'farcaster')).toBeNull();
    expect(bestValuesText(sweep)).toMatch(/^[\d.]+ at loss 0\.\d+/);
    expect(noTargetsText(sweep)).toBeNull();
    expect(JSON.parse(JSON.stringify(rows))).toEqual(rows);
  });

  it('has no targets where the setting is none that a control is tuned by, and says why there are none', async () => {
    const other = open(`${link.replace('learningRate&values=0.3,1,3', 'damping&values=0.5,1')}&target=0.5`);
    expect((await other.api.sweep()).every(({ targets }) => targets.length === 0)).toBe(true);
    const sweep = other.state().sweep!;
    expect(noTargetsText({ ...sweep, keepsLosses: false })).toMatch(/too large/);
    expect(noTargetsText(sweep)).toMatch(/No control improved/);
    expect(noTargetsText({ ...sweep, points: [] })).toMatch(/^Appears once/);
    expect(noTargetsText({ ...sweep, spec: { ...sweep.spec, arms: ['control'] } })).toMatch(
      /^Only the control/,
    );
  });
});
