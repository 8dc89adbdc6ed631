import { describe, expect, it } from 'vitest';
import type { RunHistory } from '../../../record/history.ts';
import { done, hosted } from '../../../record/testing/hosted.ts';
import { recorded } from '../../../record/testing/recorded.ts';
import { errorsJob } from './view.ts';

const look = { at: null, focusAnchor: null, weightsArm: 'farcaster', weightsSeed: 1 } as const;

/** A 2 -> 1 network in two arms, one seed; windows of 4 steps, horizons 2 and 4. All weights of a frame are given. */
function framed(
  weights: Readonly<Record<number, readonly number[]>>,
  jumps: readonly number[] = [],
): RunHistory {
  const history = recorded({
    spec: { task: 'ripple', layers: [], arms: ['control', 'farcaster'], seeds: [1], steps: 20 },
    loss: () => 1,
    jumps: jumps.map((step) => ({ arm: 'control', seed: 1, step })),
  });
  for (const [step, own] of Object.entries(weights))
    history.take({ type: 'framed', step: Number(step), weights: Float32Array.from([...own, 9, 9, 9]) });
  return history;
}

/** Forecasts w_n plus so much, for either horizon. */
function forecast(history: RunHistory, anchor: number, constants: readonly [number, number]): void {
  const coefficients = Float32Array.from(constants.flatMap((b) => [0, 1, b, 0, 1, b]));
  history.take({ type: 'forecasted', anchor, predicted: new Float32Array(4), coefficients });
}

describe('the spread of forecast errors', () => {
  it('is told per tensor, at the horizon that most forecasts reached in a frame', () => {
    const history = framed({
      0: [0, 0, 0],
      4: [1, 2, 3],
      5: [0, 0, 0],
      8: [2, 5, 4],
      9: [1, 1, 1],
      13: [2, 2, 2],
    });
    forecast(history, 4, [7, 2]);
    forecast(history, 9, [7, 3]);
    const view = done(errorsJob(history, look));
    expect(view).toMatchObject({ arm: 'control', seed: 1, horizon: 4, made: 2, told: 2, xMax: 20 });
    const [kernel, bias] = view.tensors;
    expect([kernel?.name, kernel?.weights, bias?.name, bias?.weights]).toEqual([
      'layer 1 kernel',
      2,
      'layer 1 bias',
      1,
    ]);
    // Step 4: forecast 3, 4 | 5, actual 2, 5 | 4: errors 1, 1 | 1; staying 1, 3 | 1. Step 9: 4 for 2, staying 1 for 2.
    expect(kernel?.rows).toEqual([
      { anchor: 4, quantiles: [1, 1, 1, 1, 1], stay: 2 },
      { anchor: 9, quantiles: [2, 2, 2, 2, 2], stay: 1 },
    ]);
    expect(bias?.rows.map(({ stay }) => stay)).toEqual([1, 1]);
    expect(view.yDomain).toEqual([1, 10]);
    expect(view.summary).toMatch(
      /Errors of 2 forecasts 4 steps ahead of the plain run, seed 1.*made at step 9/,
    );
  });

  it('leaves out a forecast after which its replica jumped, and one that falls between frames', () => {
    const history = framed({ 0: [0, 0, 0], 4: [1, 2, 3], 6: [9, 9, 9], 8: [2, 5, 4], 12: [0, 0, 0] }, [8]);
    forecast(history, 4, [1, 1]);
    forecast(history, 8, [1, 1]);
    const view = done(errorsJob(history, look));
    expect(view).toMatchObject({ horizon: 2, made: 2, told: 1 });
    expect(view.tensors[0]?.rows.map(({ anchor }) => anchor)).toEqual([4]);
  });

  it('says why there is none', () => {
    expect(done(errorsJob(framed({}), look)).empty).toMatch(/Appears once/);
    const history = framed({ 4: [0, 0, 0] });
    forecast(history, 4, [1, 1]);
    expect(done(errorsJob(history, look)).empty).toMatch(/between two recorded frames/);
  });

  it('agrees with the error that the run scored', async () => {
    // Two weights and one: medians are means. Slowly, so that they are still on their way.
    const history = await hosted({
      task: 'ripple',
      samples: 64,
      layers: [],
      steps: 130,
      seeds: [1],
      learningRate: 0.01,
    });
    const view = done(errorsJob(history, look));
    expect(view.told).toBeGreaterThan(2);
    const h = history.prepared.horizons.indexOf(view.horizon);
    view.tensors[0]!.rows.forEach(({ anchor, quantiles, stay }, i) => {
      const bias = view.tensors[1]!.rows[i]!;
      const { scores } = history.scores.find((scored) => scored.anchor === anchor)!;
      const score = scores.find(({ replica }) => replica === 0)!;
      expect((2 * quantiles[2]! + bias.quantiles[2]!) / 3 / score.mae[h]!).toBeCloseTo(1, 3);
      expect((2 * stay + bias.stay) / 3 / score.stayMae[h]!).toBeCloseTo(1, 3);
    });
  });
});
