import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultSpec, type ExperimentSpec } from '../../experiment/fields.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { compareView, listedRuns, runsTable, type RunColumnName } from '../../instruments/compare/view.ts';
import { pairedRuns } from '../../record/saved/pairs.ts';
import { tryKeptRun } from '../../record/saved/parse.ts';
import { differenceText, keptRunOf } from '../../record/saved/record.ts';
import type { KeptRun } from '../../record/saved/saved-run.ts';
import { recorded } from '../../record/testing/recorded.ts';
import { base, historyOf, openCompare } from '../testing/comparing.ts';

afterEach(() => void vi.restoreAllMocks());

describe('the table of runs', () => {
  const rows = ['b', 'a', 'c'].map((name, i) => {
    return {
      ...keptRunOf(historyOf(), 'abcdef', null, i),
      id: name,
      name,
      seeds: 10 - i,
      verdict: name === 'a' ? 'No gain.' : 'Jumps saved.',
    };
  });
  const ids = (filter: string, by: RunColumnName, descending: boolean): string =>
    listedRuns(rows, filter, { by, descending })
      .map(({ id }) => id)
      .join('');

  it('is sorted by any column, and filtered by every word', () => {
    expect(ids('', 'name', false)).toBe('abc');
    expect(ids('', 'seeds', true)).toBe('bac');
    expect(ids('', 'finished', true)).toBe('cab');
    expect(ids('JUMPS saved', 'name', true)).toBe('cb');
    expect(ids('no gain reference', 'name', true)).toBe('a');
    expect(ids('nothing', 'name', true)).toBe('');
  });

  it('is a file with links', () => {
    const { columns, rows: cells } = runsTable(rows);
    expect(cells[0]).toHaveLength(columns.length);
    expect(cells[0]!.at(-1)).toMatch(/^v=\d/);
    expect(cells[0]![7]).toBe('1970-01-01T00:00:00.000Z');
  });
});

describe('two runs in pairs', () => {
  const detailOf = (values: Partial<ExperimentSpec>): KeptRun =>
    keptRunOf(historyOf(values), 'abcdef', null, 1e12);

  it('are compared over equal seeds only', () => {
    const a = detailOf({ seeds: [1, 2, 3], steps: 1000 });
    const b = { ...detailOf({ seeds: [2, 3, 4], steps: 1000 }) };
    const halved = b.ends.map((ends) => ({ ...ends, loss: ends.loss.map((loss) => loss! / 10) }));
    const [control, farcaster] = pairedRuns(a, { ...b, ends: halved });
    expect(control).toMatchObject({ arm: 'control', pairs: 2, lower: 0, stopped: 0 });
    expect(control!.difference).toBeCloseTo(1, 5);
    expect(control!.interval!.level).toBe(0.5);
    expect(farcaster!.arm).toBe('farcaster');
    expect(pairedRuns(a, { ...b, ends: [] })).toEqual([]);
  });

  it('leave out seeds that stopped, and count them', () => {
    const a = detailOf({ seeds: [1, 2], steps: 1000 });
    const ends = a.ends.map((each) => ({ ...each, loss: [null, each.loss[1]!] }));
    expect(pairedRuns(a, { ...a, ends })).toMatchObject([
      { pairs: 1, stopped: 1, difference: 0, interval: null },
      { pairs: 1, stopped: 1 },
    ]);
  });
});

const shown = (...runs: readonly KeptRun[]): Parameters<typeof compareView>[0] => ({
  runs,
  drawn: runs.map(({ id }) => id),
  details: new Map(runs.map((run) => [run.id, run])),
});

describe('the record of a run', () => {
  it('is small, passes its own check, and thins its curves without losing their ends', () => {
    const run = keptRunOf(historyOf(), 'abcdef', null, 1e12);
    expect(tryKeptRun(JSON.parse(JSON.stringify(run)))).toEqual(run);
    const [control, farcaster] = run.curves;
    expect(control!.steps).toHaveLength(200);
    expect([control!.steps[0], control!.steps.at(-1)]).toEqual([0, 1000]);
    // Of losses 1 and 2.
    expect(control!.loss[0]).toBeCloseTo(1.5, 4);
    expect(farcaster!.loss.at(-1)! / control!.loss.at(-1)!).toBeCloseTo(0.5, 4);
  });

  it('tells medians from the geometric means of runs kept before, and seeds that stopped', () => {
    const run = keptRunOf(historyOf(), 'abcdef', null, 1e12);
    const { centre, ...rest } = run;
    const old = tryKeptRun({
      ...rest,
      id: 'old',
      curves: run.curves.map(({ stopped: _, ...curve }) => curve),
    });
    expect([centre, old!.centre, old!.curves[0]!.stopped]).toEqual(['median', 'geometric mean', 0]);
    const words = (runs: readonly KeptRun[]): string => compareView(shown(...runs), 'steps').centre;
    expect(words([run])).toBe('medians over seeds');
    expect(words([old!])).toBe('geometric means over seeds');
    expect(words([run, old!])).toBe('medians over seeds; B: geometric means');
    const history = recorded({
      spec: { ...checkSpec({ steps: 100, seeds: [1, 2], arms: ['control', 'farcaster'] }).spec },
      loss: () => 1,
      diverged: [
        { arm: 'control', seed: 1, step: 20 },
        { arm: 'farcaster', seed: 1, step: 20 },
        { arm: 'farcaster', seed: 2, step: 30 },
      ],
    });
    const some = keptRunOf(history, 'bcdefg', null, 1e12);
    expect(compareView(shown(some), 'steps').summary).toMatch(
      /control 1 \(1 of 2 seeds stopped\), farcaster stopped in every seed after step 29/,
    );
  });

  it.each([
    ['a curve that is too long', { steps: Array.from({ length: 201 }, () => 1) }],
    ['arrays that do not run side by side', { steps: [1, 2] }],
    ['an arm that does not exist', { arm: 'toString' }],
    ['a loss that is no number', { loss: [Infinity] }],
  ])('does not pass with %s', (_what, values) => {
    const run = keptRunOf(historyOf(), 'abcdef', null, 1e12);
    expect(tryKeptRun({ ...run, curves: [{ ...run.curves[0]!, ...values }] })).toBeNull();
  });
});

describe('differenceText', () => {
  const text = (values: Partial<ExperimentSpec>, before: Partial<ExperimentSpec> = {}): string =>
    differenceText({ ...base, ...before }, { ...base, ...values });

  it('names what was changed, in the words of the page', () => {
    expect(text({ optimizer: 'adam', learningRate: 0.01 })).toBe(
      'method gradient descent → Adam, learning rate 0.3 → 0.01',
    );
    expect(text({ arms: ['control', 'search'] })).toBe('arms + line search − farcaster');
    expect(text({ batch: 64, penalty: 'size' })).toBe('batch full → 64, L_grad off → R1 size (our reading)');
    expect(text({ engine: 'reference', sweep: 'noise' })).toBe('the same experiment');
    expect(differenceText(null, defaultSpec)).toBe('the default experiment');
  });

  it('is short', () => {
    const many = {
      noise: 0,
      samples: 32,
      layers: [4],
      activation: 'relu',
      steps: 10,
      seeds: [1],
      window: 9,
    } as const;
    expect(text(many)).toMatch(/, and 2 more$/);
  });
});

describe('what the chart is given', () => {
  it('puts every drawn run on common axes, along steps or the ledger', async () => {
    const bench = openCompare();
    await bench.finish({ steps: 400 });
    await bench.finish();
    const view = compareView(bench.compare.store.getState(), 'steps');
    expect(view.lines.map(({ letter, arm, strength }) => [letter, arm, strength])).toEqual([
      ['A', 'control', 0],
      ['A', 'farcaster', 0],
      ['B', 'control', 1],
      ['B', 'farcaster', 1],
    ]);
    expect(view.xMax).toBe(1000);
    expect(view.yDomain).toEqual([0.0005, 2]);
    expect(view.summary).toMatch(/^Training loss of saved runs.*A, .*: control .*; B, /);
    expect(compareView(shown(), 'ledger')).toMatchObject({ lines: [], xMax: 1 });
  });
});
