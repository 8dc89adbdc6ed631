import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultSpec, type ExperimentSpec } from '../../experiment/fields.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { keptRunStorage } from '../browser-storage.ts';
import { tryKeptRun } from '../../record/saved/parse.ts';
import { differenceText, keptRunOf } from '../../record/saved/record.ts';
import { mostRuns } from './compare-state.ts';
import type { KeptRun } from '../../record/saved/saved-run.ts';
import { compareView, lettersOf } from '../../instruments/compare/view.ts';
import { base, historyOf, openCompare, stubLocalStorage, type Bench } from '../testing/comparing.ts';
import { recorded } from '../../record/testing/recorded.ts';

const names = ({ compare }: Bench): string[] =>
  compare.store.getState().runs.map(({ difference }) => difference);

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('finished runs', () => {
  it('are kept newest first, each with what was changed since the one before', () => {
    const bench = openCompare();
    bench.finish();
    bench.finish({ learningRate: 0.1 });
    bench.finish({ learningRate: 0.1, arms: ['control', 'farcaster', 'faster'], task: 'circles' });
    expect(names(bench)).toEqual([
      'task Moons → Circles, arms + rate × 2',
      'learning rate 0.3 → 0.1',
      'step budget 800 → 1000, arms − recent line − rate × 2 − momentum, seeds 10 → 2',
    ]);
    expect(bench.compare.store.getState().runs[0]!.verdict).not.toBe('');
  });

  it('are not kept twice when an equal experiment ends again: it is renewed and keeps its name', () => {
    const bench = openCompare();
    const id = bench.finish();
    bench.compare.actions.rename(id, '  My first  ');
    bench.finish({ noise: 0.2 });
    bench.finish();
    const { runs } = bench.compare.store.getState();
    expect(runs.map(({ name }) => name)).toEqual(['My first', '']);
  });

  it('draw the newest and the one before, and whatever was asked for', () => {
    const bench = openCompare();
    const [a, b, c] = [bench.finish(), bench.finish({ noise: 0.2 }), bench.finish({ noise: 0.3 })];
    expect(bench.compare.store.getState().drawn).toEqual([b, c]);
    bench.compare.actions.draw(a, true);
    const d = bench.finish({ noise: 0.4 });
    expect(bench.compare.store.getState().drawn).toEqual([a, c, d]);
    bench.compare.actions.draw(d, false);
    expect(bench.compare.store.getState().drawn).toEqual([a, c]);
    expect([...lettersOf(bench.compare.store.getState())]).toEqual([
      [a, 'A'],
      [c, 'B'],
    ]);
  });

  it('are bounded: the oldest without a name makes room', () => {
    const bench = openCompare();
    const first = bench.finish({ samples: 32 });
    bench.compare.actions.rename(first, 'kept');
    const second = bench.finish({ samples: 64 });
    for (let i = 0; i < mostRuns - 1; i += 1) bench.finish({ noise: 0.01 * (i + 11) });
    const ids = bench.compare.store.getState().runs.map(({ id }) => id);
    expect(ids).toHaveLength(mostRuns);
    expect(ids).toContain(first);
    expect(ids).not.toContain(second);
  });

  it('open again from their links, and come back after they were removed', () => {
    const bench = openCompare();
    const id = bench.finish({ learningRate: 0.07 });
    bench.compare.actions.open(id);
    expect(bench.changed).toEqual([historyOf({ learningRate: 0.07 }).spec]);
    bench.compare.actions.remove(id);
    expect(bench.compare.store.getState()).toMatchObject({ runs: [], drawn: [], removed: { id } });
    bench.compare.actions.undoRemove();
    expect(bench.compare.store.getState()).toMatchObject({ runs: [{ id }], removed: null });
  });
});

describe('what a browser keeps', () => {
  it('comes back the next time, name and curves and all', () => {
    stubLocalStorage();
    vi.useFakeTimers({ toFake: ['Date'] });
    const bench = openCompare(keptRunStorage());
    const id = bench.finish();
    vi.setSystemTime(Date.now() + 1000);
    bench.finish({ noise: 0.2 });
    bench.compare.actions.rename(id, 'baseline');
    const again = openCompare(keptRunStorage());
    expect(again.compare.store.getState().runs).toEqual(bench.compare.store.getState().runs);
    bench.compare.actions.remove(id);
    expect(openCompare(keptRunStorage()).compare.store.getState().runs).toHaveLength(1);
  });

  it('is told when there is no room, and used as soon as there is', () => {
    const one = JSON.stringify(keptRunOf(historyOf(), 'abcdef', null, 1e12)).length;
    stubLocalStorage(1.5 * one);
    const bench = openCompare(keptRunStorage());
    const [first, second] = [bench.finish(), bench.finish({ noise: 0.2 })];
    expect(bench.compare.store.getState()).toMatchObject({ unsaved: [second] });
    expect(bench.compare.store.getState().runs).toHaveLength(2);
    bench.compare.actions.remove(first);
    expect(bench.compare.store.getState().unsaved).toEqual([]);
    expect(
      openCompare(keptRunStorage())
        .compare.store.getState()
        .runs.map(({ id }) => id),
    ).toEqual([second]);
  });

  it('is left out where it does not fit, and the rest is read', () => {
    const kept = stubLocalStorage();
    openCompare(keptRunStorage()).finish();
    const [key, text] = Object.entries(kept)[0]!;
    kept['farcast-run-broken'] = '{';
    kept['farcast-run-other'] = JSON.stringify({ ...(JSON.parse(text) as KeptRun), curves: 3 });
    kept['farcast-view'] = '{}';
    expect(
      keptRunStorage()
        .load()
        .map(({ id }) => `farcast-run-${id}`),
    ).toEqual([key]);
  });

  it('is nothing without storage, and the page goes on', () => {
    vi.stubGlobal('localStorage', undefined);
    const bench = openCompare(keptRunStorage());
    bench.finish();
    expect(bench.compare.store.getState().runs).toHaveLength(1);
    expect(bench.compare.store.getState().unsaved).toHaveLength(1);
    expect(bench.compare.store.getState().refusal).toBe('forbidden');
    expect(bench.notice()?.lines.join()).toMatch(/does not let this page keep anything/);
  });

  it('is said to be full or forbidden once, beside what is being said already', () => {
    const refusing = (name: string): Bench => {
      vi.stubGlobal('localStorage', {
        getItem: () => null,
        setItem: () => {
          throw new DOMException('', name);
        },
      });
      return openCompare(keptRunStorage());
    };
    const full = refusing('QuotaExceededError');
    full.main.setState({ notice: { tone: 'warning', title: 'Corrected.', lines: ['one'], action: null } });
    full.finish();
    expect(full.notice()).toMatchObject({ tone: 'warning', title: 'Corrected.' });
    expect(full.notice()?.lines).toEqual(['one', expect.stringMatching(/no room left/)]);
    full.main.setState({ notice: null });
    full.finish({ noise: 0.2 });
    expect(full.notice()).toBeNull();
    const forbidden = refusing('SecurityError');
    forbidden.finish();
    expect(forbidden.notice()?.lines).toEqual([expect.stringMatching(/does not let this page/)]);
  });

  it('is read back however long its words are', () => {
    stubLocalStorage();
    const storage = keptRunStorage();
    const run = keptRunOf(historyOf(), 'abcdef', null, 1e12);
    expect(storage.put({ ...run, difference: 'x'.repeat(2000) })).toBeNull();
    expect(storage.load().map(({ difference }) => difference.length)).toEqual([400]);
  });
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
    const words = (runs: readonly KeptRun[]): string =>
      compareView({ runs, drawn: runs.map(({ id }) => id) }, 'steps').centre;
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
    expect(compareView({ runs: [some], drawn: [some.id] }, 'steps').summary).toMatch(
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
  it('puts every drawn run on common axes, along steps or the ledger', () => {
    const bench = openCompare();
    bench.finish({ steps: 400 });
    bench.finish();
    const view = compareView(bench.compare.store.getState(), 'steps');
    expect(view.lines.map(({ letter, arm, strength }) => [letter, arm, strength])).toEqual([
      ['A', 'control', 0],
      ['A', 'farcaster', 0],
      ['B', 'control', 1],
      ['B', 'farcaster', 1],
    ]);
    expect(view.xMax).toBe(1000);
    expect(view.yDomain).toEqual([0.0005, 2]);
    expect(view.summary).toMatch(/^Training loss of kept runs.*A, .*: control .*; B, /);
    expect(compareView({ runs: [], drawn: [] }, 'ledger')).toMatchObject({ lines: [], xMax: 1 });
  });
});
