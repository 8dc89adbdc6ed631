import { describe, expect, it } from 'vitest';
import { defaultSpec } from '../../experiment/fields.ts';
import { defaultPreferences } from '../../store/browser-storage.ts';
import type { RunHistory } from '../../record/history.ts';
import { type GainMap, gainView } from './gain/maps.ts';
import { recorded, scored } from '../../record/testing/recorded.ts';
import { weightsOf } from '../weights/view.ts';
import { coefficientMapOf } from './coefficients-view.ts';
import { errorMapOf } from './error-view.ts';
import { drawnOf } from '../../ui/charts/heat/heat.ts';

const spec = { arms: ['control', 'farcaster'], seeds: [1, 2], steps: 60, period: 10, warmup: 10 } as const;
const plain = (groups?: readonly string[]): RunHistory =>
  recorded({ spec, loss: () => 1, ...(groups === undefined ? {} : { groups }) });

/** [horizon 2, replica 4, group, A0 An b]: every number tells where it stands. */
function forecast(history: RunHistory, anchor: number, groups = 1): void {
  const coefficients = Float32Array.from({ length: 2 * 4 * groups * 3 }, (_, at) => {
    const [h, r, g, c] = [
      Math.floor(at / (12 * groups)),
      Math.floor(at / (3 * groups)) % 4,
      Math.floor(at / 3) % groups,
      at % 3,
    ];
    return c === 2 ? 0.5 : anchor + 1000 * h + 0.25 * r + 0.125 * g + (c === 0 ? -1 : 1);
  });
  history.take({ type: 'forecasted', anchor, predicted: new Float32Array(8), coefficients });
}

const score = (history: RunHistory, anchor: number, scores: ReturnType<typeof scored>[]): void =>
  history.take({ type: 'scored', anchor, horizons: [2, 4], scores });

describe('the map of forecast errors', () => {
  it('averages the control’s seeds, and leaves cells whose future has not come empty', () => {
    const history = plain();
    score(history, 10, [scored(0, [0.2, 0.5]), scored(1, [0.4, 0.9]), scored(2, [9, 9])]);
    score(history, 20, [scored(0, [3])]);
    const view = errorMapOf(history);
    expect(view.skill.anchors).toEqual([10, 20]);
    expect(view.skill.horizons).toEqual([2, 4]);
    const skills = view.skill.cells.map((cell) => cell?.value ?? null);
    expect(skills[0]).toBeCloseTo(0.7);
    expect(skills[1]).toBeCloseTo(0.3);
    expect(skills[2]).toBeCloseTo(-2);
    expect(skills[3]).toBeNull();
    expect(view.mae.cells[1]?.value).toBeCloseTo(0.7);
    expect(view.mae.cells[1]?.more).toEqual([1, 2]);
    expect(view.skill.scale).toEqual({ kind: 'diverging', middle: 0, reach: 1, beyond: [true, false] });
    expect(view.summary).toMatch(/least -2 at step 20, 2 steps ahead; most 0.7 at step 10, 2 steps ahead/);
  });

  it('has no column for a forecast of which only treated networks were scored', () => {
    const history = plain();
    score(history, 10, [scored(2, [1, 1])]);
    expect(errorMapOf(history).skill.anchors).toEqual([]);
    expect(errorMapOf(history).summary).toMatch(/nothing is known/);
  });
});

describe('the map of coefficients', () => {
  it('shows every fit of the chosen network and group', () => {
    const history = plain(['kernels', 'biases']);
    forecast(history, 10, 2);
    forecast(history, 20, 2);
    const view = coefficientMapOf(history, { weightsArm: 'farcaster', weightsSeed: 2 });
    expect(view).toMatchObject({ arm: 'farcaster', seed: 2 });
    expect(view.groups.map(({ name }) => name)).toEqual(['kernels', 'biases']);
    const { gain, first, sum, constant } = view.groups[1]!.parts;
    const at = 10 + 0.25 * 3 + 0.125;
    expect(gain.cells.map((cell) => cell?.value)).toEqual([at, at + 1000, at + 10, at + 1010]);
    expect(first.cells[0]?.value).toBe(at - 1);
    expect(sum.cells[1]?.value).toBe(2 * (at + 1000));
    expect(sum.scale.middle).toBe(1);
    expect(constant.cells[3]?.value).toBe(0.5);
  });

  it('is empty for an arm whose forecast has no coefficients', () => {
    const history = plain();
    history.take({
      type: 'forecasted',
      anchor: 10,
      predicted: new Float32Array(8),
      coefficients: new Float32Array(24).fill(NaN),
    });
    expect(coefficientMapOf(history, { weightsArm: 'control', weightsSeed: 1 }).groups).toEqual([]);
  });
});

describe('coefficients that are kept', () => {
  it('are all, as far as they fit into 16 MB; then the oldest go', () => {
    const groups = Array.from({ length: 40_000 }, (_, g) => `group ${g}`);
    const history = plain(groups);
    // 2 horizons, 4 replicas, 40,000 groups, 3 numbers of 4 bytes: 3.84 MB each.
    for (let anchor = 10; anchor <= 60; anchor += 10)
      history.take({
        type: 'forecasted',
        anchor,
        predicted: new Float32Array(8),
        coefficients: new Float32Array(2 * 4 * groups.length * 3),
      });
    expect(history.fits.map(({ anchor }) => anchor)).toEqual([30, 40, 50, 60]);
    expect(history.coefficients).toBe(history.fits.at(-1));
  });
});

describe('the map of gains', () => {
  const gains: GainMap = {
    spec: { ...defaultSpec, ...spec },
    horizons: [5, 10],
    replicas: 3,
    recovery: 20,
    columns: [
      {
        anchor: 10,
        immediate: Float32Array.of(-1, -1.5, -1.25, 0.5, -0.5, 0),
        recovered: Float32Array.of(0.5, NaN, 0.25, NaN, NaN, Infinity),
      },
    ],
  };

  it('is the mean over seeds, marked where its interval leaves out 0', () => {
    const view = gainView(gains, 'immediate');
    expect(view.cells.map((cell) => [cell?.value, cell?.certain])).toEqual([
      [-1.25, true],
      [0, false],
    ]);
    // Student's t with 2 degrees of freedom: 4.303 * .25 / sqrt(3).
    expect(view.cells[0]?.more[0]).toBeCloseTo(-1.25 - 0.6211, 3);
    expect(view.summary).toMatch(/at once.*in 1 cells/);
  });

  it('counts seeds whose loss was not finite, and has no cell without any other', () => {
    const view = gainView(gains, 'recovered');
    expect(view.cells[0]).toMatchObject({ value: 0.375, certain: false });
    expect(view.cells[0]?.more[2]).toBe(2);
    expect(view.cells[1]).toBeNull();
    expect(view.summary).toMatch(/20 steps later/);
  });
});

describe('what is drawn', () => {
  it('is every anchor up to 200, then every so many', () => {
    const all = Array.from({ length: 401 }, (_, anchor) => ({ anchor }));
    expect(drawnOf(all.slice(0, 200)).items).toHaveLength(200);
    const { items, every } = drawnOf(all);
    expect(every).toBe(3);
    expect(items.slice(0, 2)).toEqual([{ anchor: 0 }, { anchor: 3 }]);
  });
});

describe('a forecast that is looked at', () => {
  it('is shown among the weights with its window, instead of the newest', () => {
    const history = plain();
    for (const anchor of [10, 20, 30]) forecast(history, anchor);
    const newest = weightsOf(history, defaultPreferences);
    expect(newest.window).toEqual([26, 30]);
    const view = weightsOf(history, { ...defaultPreferences, focusAnchor: 20 });
    expect(view.window).toEqual([16, 20]);
    expect(view.horizon).toEqual([20, 24]);
    expect(view.panels[0]?.forecasts.map(({ anchor }) => anchor)).toEqual([20]);
    expect(view.summary).toMatch(/that of step 20 shown/);
  });

  it('falls back to the newest where this run made none at that step', () => {
    const history = plain();
    forecast(history, 10);
    expect(weightsOf(history, { ...defaultPreferences, focusAnchor: 15 }).window).toEqual([6, 10]);
  });
});
