import { describe, expect, it } from 'vitest';
import { inRunPlan } from '../core/forecast/in-run.ts';
import { agendaOf } from './agenda.ts';

const inRun = inRunPlan({ window: 20, stride: 1, split: 3, candidates: 8 });
const agenda = agendaOf({ steps: 100, warmup: 40, period: 21, inRun, evaluations: [50] });

describe('the agenda', () => {
  it('is in order of steps, and ends with the last step', () => {
    const steps = agenda.map(({ step }) => step);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(agenda.at(-1)).toEqual({ step: 100, kind: 'evaluate' });
  });

  it('begins each window a window before its anchor', () => {
    const firsts = agenda.flatMap((item) => (item.kind === 'first' ? [[item.step, item.anchor]] : []));
    expect(firsts).toEqual([
      [20, 40],
      [41, 61],
      [62, 82],
    ]);
  });

  it('observes all targets between the sub-span and the anchor', () => {
    for (const anchor of [40, 61, 82]) {
      const own = agenda.filter(
        (item) => 'anchor' in item && item.anchor === anchor && item.kind !== 'score',
      );
      expect(own.map(({ kind }) => kind)).toEqual([
        'first',
        'sub-span',
        ...inRun.targetSteps.map(() => 'target'),
        'anchor',
      ]);
    }
  });

  it('scores only horizons within the budget, and before a jump at the same step', () => {
    const scores = agenda.filter(({ kind }) => kind === 'score');
    expect(scores.every(({ step }) => step <= 100)).toBe(true);
    expect(scores.filter((item) => 'anchor' in item && item.anchor === 82)).toHaveLength(3);
    const clash = agendaOf({ steps: 100, warmup: 40, period: 27, inRun, evaluations: [] }).filter(
      ({ step }) => step === 67,
    );
    expect(clash.map(({ kind }) => kind)).toEqual(['score', 'anchor']);
  });

  it('has no anchor at the last step or later', () => {
    expect(
      agendaOf({ steps: 61, warmup: 40, period: 21, inRun, evaluations: [] }).filter(
        ({ kind }) => kind === 'anchor',
      ),
    ).toHaveLength(1);
  });
});
