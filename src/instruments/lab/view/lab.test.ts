import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { requireLab, tryLab } from '../../../core/lab/testing/run.ts';
import type { LabResult } from '../../../core/lab/lab.ts';
import { defaultLab } from '../../../experiment/lab/lab-fields.ts';
import { openPage, type OpenedPage } from '../../../store/testing/opened-page.ts';
import { changeLab } from '../../../store/lab.ts';
import { startLab } from '../LabBench.tsx';
import { labView, type LabView } from './view.ts';
import { labSentence } from './words.ts';

/** Nothing of the experiment is run: the lab needs no worker. */
const open = (hash: string): OpenedPage => openPage(hash, () => ({ post: () => undefined }));

const id = ({ app }: OpenedPage): string | undefined => app.store.getState().run?.experimentId;

describe('the lab in the page', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is opened by a link that speaks of it, and changes nothing else', async () => {
    const page = open('task=circles&lab=kind:formula;rate:0.9&zeta=1');
    await vi.dynamicImportSettled();
    const { lab, view, unknown, notice, draft } = page.app.store.getState();
    expect(lab).toBe('kind:formula;rate:0.9');
    expect(view.bench).toBe('lab');
    expect(unknown).toEqual([['zeta', '1']]);
    expect(notice?.lines).toEqual(['“zeta”: not known here, so without effect; kept in new links.']);
    expect(draft.task).toBe('circles');
    expect(id(page)).toBe(id(open('task=circles')));
    expect(page.app.actions.link()).toContain('task=circles&lab=kind:formula;rate:0.9&zeta=1');
    page.address.go('task=circles');
    expect(page.app.store.getState().lab).toBeNull();
  });

  it('tells what it could not use', async () => {
    const { store } = open('lab=rate:2;x:1').app;
    await vi.dynamicImportSettled();
    const { notice, lab } = store.getState();
    expect(notice?.lines).toHaveLength(2);
    expect(lab).toBe('rate:0.9999');
  });

  it('is written into the address once a slider rests, without an entry in the history', () => {
    const {
      app,
      address: { written },
    } = open('');
    changeLab(app, { rate: 0.5 });
    changeLab(app, { rate: 0.6 });
    expect(written).toEqual([]);
    vi.advanceTimersByTime(400);
    expect(written).toHaveLength(1);
    expect(written[0]![0]).toMatch(/lab=rate:0.6$/);
    expect(written[0]![1]).toBe(false);
    changeLab(app, { rate: 0.6 });
    vi.advanceTimersByTime(400);
    expect(written).toHaveLength(1);
  });

  it('takes settings, corrects values, and is forgotten with the rest', () => {
    const { app } = open('');
    changeLab(app, { kind: 'formula', rate: 0.75, spread: 0.25 });
    expect(app.store.getState().lab).toBe('kind:formula;rate:0.75;spread:0.25');
    changeLab(app, { window: 5000 });
    expect(app.store.getState().lab).toContain('n:1000');
    app.actions.resetToDefaults();
    expect(app.store.getState().lab).toBeNull();
  });

  it('computes in slices, and not at all once cancelled', () => {
    const seen: LabView[] = [];
    startLab(defaultLab, (view) => seen.push(view));
    startLab(defaultLab, () => expect.unreachable())();
    expect(seen).toEqual([]);
    vi.runAllTimers();
    expect(seen).toEqual([labView(defaultLab, requireLab({}))]);
  });
});

describe('the sentence', () => {
  const formula = { ...defaultLab, kind: 'formula' } as const;
  const base = requireLab({ kind: 'formula', noise: 0.02 });
  const horizons = base.plan.horizons.length;
  /** A result with these errors, and this difference to every rival, at the farthest horizon. */
  const resultWith = (
    errors: Readonly<Record<keyof LabResult['errors'], number>>,
    difference: { readonly mean: number; readonly halfWidth: number },
  ): LabResult => ({
    ...base,
    errors: Object.fromEntries(
      Object.entries(errors).map(([name, error]) => [name, new Float64Array(horizons).fill(error)]),
    ) as LabResult['errors'],
    differences: { scalar: difference, stay: difference, endpoint: difference, recent: difference },
  });
  const errors = { farcaster: 0.2, scalar: 0.3, stay: 0.4, endpoint: 2, recent: 1 };

  it.each([
    [
      'a win',
      resultWith(errors, { mean: -0.1, halfWidth: 0.02 }),
      'The farcaster errs least 150 steps ahead: 0.200, against 0.300 for one fitted number, the next best. Persistence errs by 0.400.',
    ],
    [
      'a draw',
      resultWith({ ...errors, scalar: 0.201 }, { mean: -0.001, halfWidth: 0.02 }),
      'One fitted number does as well as the farcaster 150 steps ahead: 0.201 against 0.200. Persistence errs by 0.400.',
    ],
    [
      'a difference too small to claim',
      resultWith({ ...errors, scalar: 0.201 }, { mean: -0.001, halfWidth: 0.0001 }),
      'One fitted number does as well as the farcaster 150 steps ahead: 0.201 against 0.200. Persistence errs by 0.400.',
    ],
    [
      'a defeat by doing nothing',
      resultWith({ ...errors, stay: 0.1 }, { mean: 0.1, halfWidth: 0.02 }),
      'Persistence beats the farcaster 150 steps ahead: 0.100 against 0.200.',
    ],
    [
      'an exact forecast',
      resultWith({ ...errors, farcaster: 1e-9, scalar: 1e-16 }, { mean: 1e-9, halfWidth: 1e-10 }),
      'The farcaster is exact to rounding 150 steps ahead, and so is one fitted number; persistence errs by 0.400.',
    ],
  ])('names %s', (_, result, sentence) => {
    expect(labSentence(formula, result).sentence).toBe(sentence);
  });

  it('says what the numbers are over, and gives the interval', () => {
    const { detail } = labSentence(formula, resultWith(errors, { mean: -0.1, halfWidth: 0.024 }));
    expect(detail).toContain('500 sequences, fitted on 500 others; a split by sequence is fair here');
    expect(detail).toContain('farcaster less one fitted number −0.100 ± 0.024 (95 % interval)');
    const inRun = labSentence({ ...formula, source: 'in-run' }, base).detail;
    expect(inRun).toContain('fitted on the windows alone');
    expect(labSentence(defaultLab, requireLab({})).detail).toContain(
      '64 runs never seen, fitted on 40 others',
    );
  });
});

describe('the views', () => {
  it('have nothing to draw where SGD diverged', () => {
    const wild = { ...defaultLab, learningRate: 1, batch: 1, condition: 1, horizon: 1000, seed: 3 };
    expect(labView(wild, tryLab(wild))).toEqual({ settings: wild, drawn: null });
  });

  it('of Figure 1 show the path, the window’s end, the forecasts and contours about the minimum', () => {
    const { drawn } = labView(defaultLab, requireLab({}));
    const plane = drawn?.plane;
    expect(drawn?.traces).toBeNull();
    expect(plane?.path).toHaveLength(201);
    expect(plane?.anchor).toBe(50);
    expect(plane?.forecast.at(-1)?.step).toBe(200);
    expect(plane?.summary).toMatch(/window ends/);
    const radii = plane?.contours.map(({ along }) => along) ?? [];
    expect([...radii].sort((a, b) => a - b)).toEqual(radii);
    for (const { along, across } of plane?.contours ?? []) expect(across).toBeGreaterThan(along);
    // The contour through the start would hold all of SGD's path.
    expect(plane?.contours.at(-1)?.loss).toBeGreaterThan(plane?.path[0]?.loss ?? Infinity);
  });

  it('of a formula show sequences, errors and coefficients, the closed form only beside two columns', () => {
    const two = labView({ ...defaultLab, kind: 'formula' }, requireLab({ kind: 'formula' })).drawn;
    expect(two?.plane).toBeNull();
    expect(two?.traces?.traces).toHaveLength(8);
    const row = two?.coefficients.rows.at(-1);
    expect(row?.first).toBeCloseTo(row?.closed?.first ?? NaN, 5);
    expect(row?.sum).toBeCloseTo(1, 6);
    const lab = { ...defaultLab, kind: 'formula', columns: 'four' } as const;
    const four = labView(lab, requireLab(lab)).drawn;
    expect(four?.coefficients.rows.every(({ closed }) => closed === null)).toBe(true);
    expect(four?.error.rows.at(-1)?.horizon).toBe(150);
  });
});
