import { describe, expect, it } from 'vitest';
import { mlpLayout } from '../../core/model/mlp.ts';
import { defaultSpec } from '../../experiment/fields.ts';
import type { RunHistory } from '../../record/history.ts';
import { recorded } from '../../record/testing/recorded.ts';
import { courseOf, weightTitle } from './course/view.ts';
import { fitsLookedAt, forecastCompared, type Compared } from './fit.ts';
import { jumpRefusal } from '../../store/select/progress.ts';
import { layersOf } from './layers/view.ts';
import { frameAt, pairShown, type Look, type Shown } from './pair.ts';
import { pathJob } from './path/view.ts';

const newest = { at: null, focusAnchor: null, weightsArm: 'control', weightsSeed: 1 } as const;

/** Ten steps, two arms, two seeds, three weights each; frame values are replica + step / 100 + parameter. */
function framed(steps: readonly number[], jumps: Parameters<typeof recorded>[0]['jumps'] = []): RunHistory {
  const spec = { arms: ['control', 'farcaster'], seeds: [1, 2], steps: 10, layers: [] } as const;
  const history = recorded({
    spec: { ...spec, arms: [...spec.arms], seeds: [...spec.seeds] },
    loss: () => 1,
    jumps,
  });
  for (const step of steps) {
    const weights = Float32Array.from({ length: 12 }, (_, at) => Math.floor(at / 3) + step / 100 + (at % 3));
    history.take({ type: 'framed', step, weights });
  }
  return history;
}

describe('which networks are looked at', () => {
  const history = framed([0, 4, 8]);

  it('are the control and the chosen arm of the chosen seed, or the main arm and the first', () => {
    const replicas = (look: Parameters<typeof pairShown>[1]): number[] =>
      pairShown(history, look).map(({ replica }) => replica);
    expect(replicas(newest)).toEqual([0, 2]);
    expect(replicas({ ...newest, weightsSeed: 2, weightsArm: 'farcaster' })).toEqual([1, 3]);
    expect(replicas({ ...newest, weightsSeed: 9, weightsArm: 'search' })).toEqual([0, 2]);
  });

  it('are drawn from the newest frame at or before the step', () => {
    expect([null, 0, 3, 4, 7, 9].map((at) => frameAt(history, at)?.step)).toEqual([8, 0, 0, 4, 4, 8]);
    expect(frameAt(framed([]), 5)).toBeNull();
  });

  it('show their own weights', () => {
    const { states } = layersOf(framed([0, 4, 8]), { ...newest, at: 5, weightsSeed: 2 });
    expect(states.map(({ id }) => id)).toEqual(['control', 'treated']);
    expect([...states[1]!.weights].map((value) => Math.round(100 * value) / 100)).toEqual([3.04, 4.04, 5.04]);
  });
});

describe('the course of a weight', () => {
  it('has a value for every frame, and the jumps', () => {
    const view = courseOf(framed([0, 4], [{ arm: 'farcaster', seed: 1, step: 4 }]), newest, 1);
    const [control, treated] = view.courses;
    expect(control?.points.map(([step, value]) => [step, Math.round(100 * value)])).toEqual([
      [0, 100],
      [4, 104],
    ]);
    expect([control?.jumps, treated?.jumps]).toEqual([[], [4]]);
  });

  it('is named after where the weight stands', () => {
    const layout = mlpLayout([2, 2]);
    expect([0, 1, 3, 4].map((parameter) => weightTitle(layout, parameter))).toEqual([
      'layer 1, from input 1 to unit 1',
      'layer 1, from input 2 to unit 1',
      'layer 1, from input 2 to unit 2',
      'layer 1, bias of unit 1',
    ]);
  });
});

describe('the way through all weights', () => {
  it('has a place for every frame of both, and marks the jumps that have one', () => {
    const job = pathJob(framed([0, 4, 8], [{ arm: 'farcaster', seed: 1, step: 4 }]), newest);
    let step = job.next();
    while (step.done !== true) step = job.next();
    const { paths, explained } = step.value;
    expect(paths.map(({ points }) => points.map((point) => point.step))).toEqual([
      [0, 4, 8],
      [0, 4, 8],
    ]);
    expect(paths.map(({ jumps }) => jumps)).toEqual([[], [4]]);
    expect(explained[0]).toBeGreaterThan(0.99);
  });
});

describe('a forecast beside what came', () => {
  const control: Shown = { side: 'control', replica: 0, arm: 'control', seed: 1 };

  /** Windows of 4 steps, horizons 2 and 4: w_n plus 2 or 5 hundredths, and one hundredth more at each later anchor. */
  function forecasted(steps: readonly number[], anchors: readonly number[] = [4]): RunHistory {
    const history = framed(steps);
    // The weights of a 2 -> 1 network, as the recordings by hand have them.
    history.spec = { ...history.spec, task: 'ripple', layers: [] };
    anchors.forEach((anchor, later) => {
      const coefficients = new Float32Array(2 * 4 * 3);
      for (let row = 0; row < 8; row += 1)
        coefficients.set([0, 1, 0.01 * later + (row < 4 ? 0.02 : 0.05)], 3 * row);
      history.take({ type: 'forecasted', anchor, predicted: new Float32Array(8), coefficients });
    });
    return history;
  }

  /** The forecast looked at, of the control. */
  function nearest(history: RunHistory, values: Partial<Look>): ReturnType<typeof forecastCompared> {
    const look = { ...newest, ...values };
    const fits = fitsLookedAt(history, look);
    return fits.ok ? forecastCompared(history, control, fits.thing[0]!, look.at) : fits;
  }
  const compared = (history: RunHistory, look: Partial<Look> = {}): Compared => {
    const told = nearest(history, look);
    if (!told.ok) throw new Error(told.reason);
    return told.thing;
  };
  const reason = (history: RunHistory, look: Partial<Look> = {}): string => {
    const told = nearest(history, look);
    return told.ok ? '' : told.reason;
  };

  it('takes the farthest horizon reached whose frame there is', () => {
    const history = forecasted([0, 4, 6, 8]);
    const { horizon, forecast, actual } = compared(history);
    expect(horizon).toBe(4);
    expect(forecast[0]).toBeCloseTo(0.09, 6);
    expect(actual[0]).toBeCloseTo(0.08, 6);
    expect(compared(history, { at: 7 }).horizon).toBe(2);
  });

  it('is the one made nearest before the step looked at, or the one that was chosen', () => {
    const history = forecasted([0, 1, 2, 4, 5, 6, 8, 9, 10], [4, 5, 6]);
    expect(compared(history)).toMatchObject({ anchor: 6, horizon: 4 });
    expect(compared(history, { at: 8 })).toMatchObject({ anchor: 6, horizon: 2 });
    expect(reason(history, { at: 5 })).toMatch(/made at step 5 aims beyond/);
    const chosen = compared(history, { at: 8, focusAnchor: 4 });
    expect(chosen).toMatchObject({ anchor: 4, horizon: 4 });
    expect(chosen.forecast[0]).toBeCloseTo(0.09, 6);
    expect(compared(history, { focusAnchor: 5 }).forecast[0]).toBeCloseTo(0.05 + 0.06, 6);
    // One that had not been made by then, or never was, is not shown.
    expect(compared(history, { focusAnchor: 9 }).anchor).toBe(6);
    expect(reason(history, { at: 5, focusAnchor: 6 })).toMatch(/made at step 5 aims/);
  });

  it('is told in the layers, with its step', () => {
    const history = forecasted([0, 2, 4, 6, 8, 10], [4, 6]);
    expect(layersOf(history, newest).forecast).toMatch(/Forecast made at step 6 for 4 steps ahead/);
    const view = layersOf(history, { ...newest, at: 9, focusAnchor: 4 });
    expect(view.forecast).toMatch(/Forecast made at step 4 for 4 steps ahead/);
    expect(view.states.map(({ id }) => id)).toEqual([
      'control',
      'treated',
      'forecast',
      'actual',
      'difference',
    ]);
  });

  it('is the nearest older one where the newest has not come true yet, and says so', () => {
    const history = forecasted([0, 4, 5, 6, 8, 9, 10], [4, 9]);
    expect(layersOf(history, { ...newest, at: 9 }).forecast).toBe(
      'The forecast made at step 9 aims beyond the step looked at. Instead: Forecast made at step 4 for 4 steps ahead, of the farcaster; mean absolute error 0.0100.',
    );
    const chosen = layersOf(history, { ...newest, at: 9, focusAnchor: 9 });
    expect(chosen.forecast).toBe('The forecast made at step 9 aims beyond the step looked at.');
    expect(chosen.states).toHaveLength(2);
  });

  it('says why it cannot be redrawn', () => {
    expect(reason(framed([0, 4, 8]))).toMatch(/No forecast has been made/);
    expect(reason(forecasted([0, 4, 8]), { at: 3 })).toMatch(/No forecast had been made by step 3/);
    expect(reason(forecasted([0, 4, 8]), { at: 5 })).toMatch(/aims beyond/);
    expect(reason(forecasted([1, 4, 8]))).toMatch(/between two recorded frames/);
    const forgotten = forecasted([0, 2, 4, 6, 8, 10], [4, 6]);
    forgotten.fits.shift();
    expect(reason(forgotten, { at: 5 })).toMatch(/as old as step 5 are not stored/);
  });

  it('knows what came without a jump only up to the step before it', () => {
    const jumped = (history: RunHistory, ...at: readonly number[]): RunHistory => {
      for (const step of at)
        history.take({
          type: 'jumped',
          step,
          outcomes: [{ replica: 0, horizon: 2, accepted: true, lossBefore: 1, lossAfter: 0.5, cost: 0 }],
        });
      return history;
    };
    const withJump = (...at: readonly number[]): RunHistory => jumped(forecasted([0, 4, 6, 8]), ...at);
    expect(reason(withJump(4))).toMatch(/plain run jumped at step 4/);
    expect(compared(withJump(7)).horizon).toBe(2);
    expect(reason(withJump(6))).toMatch(/plain run jumped at step 6/);
    expect(compared(withJump(9)).horizon).toBe(4);
    // The first of several is what counts; it may just have been made.
    expect(compared(withJump(7, 9)).horizon).toBe(2);
    expect(reason(withJump(5), { at: 5 })).toMatch(/plain run jumped at step 5/);
    expect(reason(withJump(5), { at: 4 })).toMatch(/aims beyond/);
    // Where the window begins, its first snapshot is of before the jump. What came before it does no harm.
    expect(reason(withJump(0))).toMatch(/plain run jumped at step 0/);
    expect(compared(jumped(forecasted([1, 5, 7, 9], [5]), 0))).toMatchObject({ anchor: 5, horizon: 4 });
  });
});

describe('asking for a jump', () => {
  const running = {
    lifecycle: 'running',
    spec: { ...defaultSpec, steps: 100, window: 20, stride: 1 },
  } as const;

  it('is possible while a window still fits', () => {
    expect(jumpRefusal(running, 78)).toBeNull();
    expect(jumpRefusal({ ...running, lifecycle: 'paused' }, 0)).toBeNull();
    expect(jumpRefusal(running, 79)).toMatch(/shorter than a window/);
  });

  it('is refused where the worker would not hear it', () => {
    expect(jumpRefusal(null, 0)).toMatch(/not prepared/);
    expect(jumpRefusal({ ...running, lifecycle: 'finished' }, 0)).toMatch(/over/);
    expect(jumpRefusal({ ...running, spec: { ...running.spec, source: 'transfer' } }, 0)).toMatch(
      /other runs/,
    );
    expect(jumpRefusal({ ...running, spec: { ...running.spec, arms: ['control', 'wnn'] } }, 0)).toMatch(
      /other runs/,
    );
  });
});
