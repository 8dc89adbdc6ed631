import { describe, expect, it } from 'vitest';
import { defaultPreferences } from '../../store/browser-storage.ts';
import type { RunHistory } from '../../record/history.ts';
import type { ViewPreferences } from '../../store/state.ts';
import { recorded } from '../../record/testing/recorded.ts';
import { differenceOf } from '../difference/view.ts';
import { lossOf } from './view.ts';
import { closeDomain, spanIn, stepsToDraw } from '../../store/select/rows.ts';
import { stepAtCost } from '../../record/cost.ts';
import { weightsOf } from '../weights/view.ts';

const steps = 4000;

/** Falls evenly on the log axis; the farcaster spikes for one step, at 2001, and its jumps cost 10 at 1000. */
function run(): RunHistory {
  return recorded({
    spec: { arms: ['control', 'farcaster'], seeds: [1, 2, 3], steps },
    loss: (arm, seed, step) =>
      (arm === 'farcaster' && step === 2001 ? 5 : 1) * 10 ** (-step / 1000) * (1 + seed / 10),
    jumps: [1, 2, 3].map((seed) => ({ arm: 'farcaster', seed, step: 1000, cost: 10 })),
  });
}

const along = (axis: ViewPreferences['axis'], range: ViewPreferences['range']): ViewPreferences => ({
  ...defaultPreferences,
  axis,
  range,
});

describe('a range of the x axis', () => {
  it('is shown as asked for, with finer rows that leave it on either side', () => {
    const history = run();
    const whole = lossOf(history, along('steps', null));
    const close = lossOf(history, along('steps', [1990, 2010]));
    expect([close.xMin, close.xMax, close.xEnd]).toEqual([1990, 2010, steps]);
    expect(close.rows.map(({ x }) => x)).toEqual(Array.from({ length: 22 }, (_, i) => 1990 + i));
    const inside = ({ x }: { x: number }): boolean => x >= 1990 && x <= 2010;
    expect(whole.rows.filter(inside).length).toBeLessThan(8);
    // The spike survives from afar, too.
    expect(whole.rows.some(({ x }) => x === 2001)).toBe(true);
  });

  it('fits the y axis to what is seen', () => {
    const [low, high] = lossOf(run(), along('steps', [3000, 3100])).yDomain;
    expect(low).toBeGreaterThan(0.0005);
    expect(high).toBeLessThan(0.002);
  });

  it('is of the ledger where that is the axis, and of the same steps for the weights', () => {
    const history = run();
    const view = along('ledger', [1110, 1210]);
    const { rows } = lossOf(history, view);
    expect(rows.find(({ median }) => median.farcaster !== undefined)?.x).toBeCloseTo(1110, 0);
    const weights = weightsOf(history, { ...view, weightsArm: 'farcaster' });
    expect(weights.xMin).toBeCloseTo(1100, 6);
    expect(weights.xMax).toBeCloseTo(1200, 6);
    expect(weights.costs.some(([step, cost]) => step === 1000 && cost === 1010)).toBe(true);
  });

  it('reaches the difference', () => {
    const { rows, xMin, xMax } = differenceOf(run(), along('steps', [100, 150]));
    expect([xMin, xMax]).toEqual([100, 150]);
    expect(rows).toHaveLength(52);
  });

  it('is left aside where this run has no place', () => {
    const { xMin, xMax } = lossOf(run(), along('steps', [5000, 6000]));
    expect([xMin, xMax]).toEqual([0, steps]);
  });
});

describe('hidden arms', () => {
  it('leave the rows and the y axis, and can be named', () => {
    const view = { ...along('steps', null), hidden: ['farcaster'] as const };
    const { arms, hidden, rows } = lossOf(run(), view);
    expect([arms, hidden]).toEqual([['control'], ['farcaster']]);
    expect(rows.every(({ median }) => median.farcaster === undefined)).toBe(true);
  });
});

describe('stepsToDraw', () => {
  const curve = Float64Array.from({ length: 4001 }, (_, i) => Math.sin(i / 50));

  it('keeps the edges of its buckets where they are while a range moves', () => {
    const some = stepsToDraw(curve, 4001, 4001, { from: 1003, to: 2603 });
    const later = stepsToDraw(curve, 4001, 4001, { from: 1203, to: 2803 });
    const inBoth = (step: number): boolean => step >= 1230 && step <= 2590;
    expect(some.filter(inBoth)).toEqual(later.filter(inBoth));
    expect([some[0], some.at(-1)]).toEqual([expect.any(Number), 2603]);
    expect(Math.min(...some)).toBeGreaterThanOrEqual(1003);
  });

  it('draws nothing of what is not known yet', () => {
    expect(stepsToDraw(curve, 100, 4001, { from: 200, to: 300 })).toEqual([]);
    expect(stepsToDraw(curve, 100, 4001, { from: 90, to: 300 })).toEqual([
      90, 91, 92, 93, 94, 95, 96, 97, 98, 99,
    ]);
  });
});

describe('steps by cost', () => {
  const cost = (step: number): number => (step < 10 ? step : step + 5);

  it('finds the step at which a cost was reached, between whole ones too', () => {
    expect([0, 4.5, 9, 12, 15, 25].map((x) => stepAtCost(cost, 20, x))).toEqual([0, 4.5, 9, 9.5, 10, 20]);
    expect(stepAtCost(cost, 20, 99)).toBe(20);
  });

  it('spans a range with one more on either side', () => {
    expect(spanIn([4.5, 16], cost, 20)).toEqual({ from: 4, to: 12 });
    expect(spanIn(null, cost, 20)).toBeNull();
  });
});

describe('closeDomain', () => {
  it('stands close around the values, above zero', () => {
    expect(closeDomain([0.0041, 0.0048])).toEqual([expect.closeTo(0.0041, 9), expect.closeTo(0.0048, 9)]);
    expect(closeDomain([3, 3])[0]).toBeGreaterThan(0);
    expect(closeDomain([0.001, 5])[0]).toBeGreaterThan(0);
  });
});
