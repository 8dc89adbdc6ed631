import { describe, expect, it } from 'vitest';
import { mlp } from '../../core/model/mlp.ts';
import { defaultSpec } from '../../experiment/fields.ts';
import { sequence } from '../../experiment/kinds.ts';
import { defaultPreferences } from '../../store/browser-storage.ts';
import { RunHistory } from '../../record/history.ts';
import { weightsOf } from './view.ts';

/** One weight of many replicas, whose value is the step; so many that not every step is kept. */
function large(steps: number, until: number): RunHistory {
  const seeds = sequence(1, 64);
  const watched = Array.from({ length: 8 }, (_, index) => ({
    parameter: index,
    tensor: 0,
    index,
  }));
  const history = new RunHistory(
    { ...defaultSpec, arms: ['control'], seeds, steps },
    {
      type: 'prepared',
      engine: { name: 'reference', backend: 'none', adapter: null, reason: 'by hand' },
      replicas: seeds.map((seed) => ({ arm: 'control', seed })),
      model: mlp([2, 2]),
      watched,
      initial: new Float32Array(64 * 8),
      horizons: [50],
      windowSteps: 4,
      inputs: [0, 4],
      groups: [],
      smoothing: 1,
    },
  );
  for (let step = 0; step < until; step += 1) {
    if (step === 7) {
      const [predicted, coefficients] = [new Float32Array(64 * 8), new Float32Array(0)];
      history.take({ type: 'forecasted', anchor: 7, predicted, coefficients });
    }
    const [loss, values] = [new Float32Array(64), new Float32Array(64 * 8).fill(step + 1)];
    history.take({ type: 'progressed', firstStep: step, steps: 1, loss, watched: values });
  }
  return history;
}

describe('the weights of a run with very many values', () => {
  const history = large(50_000, 29);
  const { actual, forecasts } = weightsOf(history, {
    ...defaultPreferences,
    weightsArm: 'control',
  }).panels[0]!;

  it('are drawn up to the newest step, each where it was', () => {
    expect(history.watched.every).toBe(2);
    expect(actual.at(-1)).toEqual([29, 29]);
    for (const [step, value] of actual) expect(value).toBe(step);
  });

  it('have forecasts that start where they were made', () => {
    expect(forecasts[0]!.points[0]).toEqual([7, 7]);
  });
});
