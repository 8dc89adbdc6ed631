import { describe, expect, it } from 'vitest';
import { defaultSpec } from '../../../experiment/fields.ts';
import type { RunHistory } from '../../history.ts';
import { recorded } from '../../testing/recorded.ts';
import { courseView, weightTitle } from './course.ts';
import { forecastCompared } from './forecast.ts';
import { jumpRefusal } from './jump-now.ts';
import { layersView } from './layers.ts';
import { frameAt, pairShown, type Shown } from './pair.ts';
import { pathJob } from './path.ts';

const newest = { at: null, weightsArm: 'control', weightsSeed: 1 } as const;

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
    const { states } = layersView(framed([0, 4, 8]), { ...newest, at: 5, weightsSeed: 2 });
    expect(states.map(({ id }) => id)).toEqual(['control', 'treated']);
    expect([...states[1]!.weights].map((value) => Math.round(100 * value) / 100)).toEqual([3.04, 4.04, 5.04]);
  });
});

describe('the course of a weight', () => {
  it('has a value for every frame, and the jumps', () => {
    const view = courseView(framed([0, 4], [{ arm: 'farcaster', seed: 1, step: 4 }]), newest, 1);
    const [control, treated] = view.courses;
    expect(control?.points.map(([step, value]) => [step, Math.round(100 * value)])).toEqual([
      [0, 100],
      [4, 104],
    ]);
    expect([control?.jumps, treated?.jumps]).toEqual([[], [4]]);
  });

  it('is named after where the weight stands', () => {
    const history = framed([0]);
    const { layers } = layersView(history, newest);
    expect([0, 1, 3, 4].map((parameter) => weightTitle(layers, parameter))).toEqual([
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

describe('the newest forecast beside what came', () => {
  const control: Shown = { side: 'control', replica: 0, arm: 'control', seed: 1 };

  /** Anchor 4, window of 4 steps from step 0, horizons 2 and 4: w_n plus so many hundredths. */
  function forecasted(steps: readonly number[]): RunHistory {
    const history = framed(steps);
    const coefficients = new Float32Array(2 * 4 * 3);
    for (let row = 0; row < 8; row += 1) coefficients.set([0, 1, row < 4 ? 0.02 : 0.05], 3 * row);
    history.coefficients = { anchor: 4, values: coefficients };
    return history;
  }

  /** The weights of a 2 -> 1 network, as the recordings by hand have them. */
  const spec = { ...defaultSpec, task: 'ripple', layers: [] } as const;

  it('takes the farthest horizon reached whose frame there is', () => {
    const history = forecasted([0, 4, 6, 8]);
    history.spec = { ...history.spec, ...spec, layers: [] };
    const told = forecastCompared(history, control, null);
    if (!told.ok) throw new Error(told.reason);
    expect(told.compared.horizon).toBe(4);
    expect(told.compared.forecast[0]).toBeCloseTo(0.09, 6);
    expect(told.compared.actual[0]).toBeCloseTo(0.08, 6);
    const before = forecastCompared(history, control, 7);
    expect(before.ok && before.compared.horizon).toBe(2);
  });

  it('says why it cannot be redrawn', () => {
    const reason = (history: RunHistory, at: number | null = null): string => {
      const told = forecastCompared(history, control, at);
      return told.ok ? '' : told.reason;
    };
    expect(reason(framed([0, 4, 8]))).toMatch(/No forecast has been made/);
    expect(reason(forecasted([0, 4, 8]), 5)).toMatch(/aims beyond/);
    expect(reason(forecasted([1, 4, 8]))).toMatch(/between two recorded frames/);
    const jumped = framed([0, 4, 8], [{ arm: 'control', seed: 1, step: 4 }]);
    jumped.coefficients = forecasted([]).coefficients;
    expect(reason(jumped)).toMatch(/jumped at step 4/);
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
