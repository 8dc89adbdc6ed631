import { describe, expect, it } from 'vitest';
import { defaultPreferences } from '../../store/browser-storage.ts';
import type { RunHistory } from '../../record/history.ts';
import { recorded, type Recording } from '../../record/testing/recorded.ts';
import { savingsView } from '../../record/evidence/savings.ts';
import { targetsView } from '../../record/evidence/targets.ts';
import { judgementOf } from '../../record/judgement/judgement.ts';
import { lossOf } from './view.ts';
import { verdictView } from '../../record/judgement/verdict.ts';

/** Falls by half in every 20 steps, at twice the speed with jumps. Of seven seeds; the first begins at 1. */
const falling = (arm: string, seed: number, step: number): number =>
  (1 + seed / 100) * 2 ** (-(arm === 'farcaster' ? 2 * step : step) / 20);

const timed = (values: Recording['spec'] = {}, until = 100): RunHistory =>
  recorded({
    spec: { arms: ['control', 'farcaster'], seeds: [0, 1, 2, 3, 4, 5, 6], steps: 100, ...values },
    loss: falling,
    jumps: [{ arm: 'farcaster', seed: 0, step: 5 }],
    until,
  });

describe('a given target', () => {
  it('times every seed of every arm to it', () => {
    // Both halve: the first seed is there after 20 steps and 10, the others one step and at most two later.
    const { verdict } = judgementOf(timed({ goal: 0.5 }))!;
    expect(verdict).toMatchObject({ target: 0.5, total: 7, better: 7, unreached: 0, controlUnreached: 0 });
    expect(verdict.savedFraction).toBeCloseTo(0.5, 1);
  });

  it('is judged as soon as all are there, whatever is left of the budget', () => {
    expect(judgementOf(timed({ goal: 0.5 }, 20))).toBeNull();
    expect(judgementOf(timed({ goal: 0.5 }, 30))?.verdict.total).toBe(7);
    // Without it the control has to come to its target step.
    expect(judgementOf(timed({}, 30))).toBeNull();
  });

  it('may be one that only jumps reach: no number, and words that say so', () => {
    const history = timed({ goal: 0.01 });
    const { verdict } = judgementOf(history)!;
    expect(verdict).toMatchObject({
      tone: 'gain',
      savedFraction: Infinity,
      controlUnreached: 7,
      unreached: 0,
    });
    expect(verdictView(history).sentence).toContain(
      'reached loss 0.01 in 7 of 7 seeds within the budget, the control in 0',
    );
  });

  it('may be out of reach, or behind: then nothing is judged, and the words say which', () => {
    expect(verdictView(timed({ goal: 1e-4 })).sentence).toMatch(
      /^No seed reached loss 0.0001 .* higher target/,
    );
    expect(verdictView(timed({ goal: 5 })).sentence).toMatch(/^Every seed begins at loss 5 or below/);
    expect(judgementOf(timed({ goal: 5 }))).toBeNull();
  });

  it('is shown from the start', () => {
    const history = timed({ goal: 0.3 }, 10);
    expect(lossOf(history, defaultPreferences).target).toBe(0.3);
    expect(targetsView(history).target).toBe(0.3);
    expect(verdictView(history).sentence).toContain('when every seed has reached loss 0.3, or at the end');
  });

  it('is called by the metric', () => {
    const history = timed({ goal: 0.5, metric: 'validation' });
    expect(savingsView(history).summary).toMatch(/^To reach validation loss 0.5: /);
    expect(verdictView(history).sentence).toContain('validation loss 0.5');
  });
});

describe('a target that is moved', () => {
  it('judges what is recorded anew, and back again', () => {
    const history = timed();
    const views = () => [judgementOf(history), savingsView(history), targetsView(history).target];
    const own = views();
    history.judgeBy(0.5);
    expect(views()).toEqual([judgementOf(timed({ goal: 0.5 })), savingsView(timed({ goal: 0.5 })), 0.5]);
    history.judgeBy(0.2);
    expect(judgementOf(history)?.verdict.target).toBe(0.2);
    history.judgeBy(0);
    expect(views()).toEqual(own);
  });

  it('does not hold on to a control that was within a hair of it', () => {
    const nearly = (until: number): RunHistory =>
      recorded({
        spec: { arms: ['control', 'farcaster'], seeds: [1], steps: 60, goal: 0.3 },
        loss: (arm, _, step) => (step === 0 ? 1 : arm === 'farcaster' || step > 40 ? 0.2 : 0.3 * (1 + 5e-6)),
        until,
      });
    const history = nearly(20);
    expect(judgementOf(history)).toBeNull();
    for (let step = 20; step < 60; step += 1) {
      const loss = Float32Array.of(step > 40 ? 0.2 : 0.3 * (1 + 5e-6), 0.2);
      history.take({ type: 'progressed', firstStep: step, steps: 1, loss, watched: new Float32Array(2) });
    }
    expect(judgementOf(history)?.verdict.savedFraction).toBe(1 - 1 / 41);
    expect(judgementOf(history)?.verdict).toEqual(judgementOf(nearly(60))?.verdict);
  });
});
