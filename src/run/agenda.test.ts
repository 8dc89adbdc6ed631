import { describe, expect, it } from 'vitest';
import { inRunPlan } from '../core/forecast/in-run.ts';
import { agendaOf, anchorsOf } from './agenda.ts';

const { horizons, targetSteps, subSpanSteps, windowSteps } = inRunPlan({
  window: 20,
  stride: 1,
  split: 3,
  candidates: 8,
});
const timetable = { steps: 100, warmup: 40, period: 21, extra: [] };
const settings = {
  steps: 100,
  anchors: anchorsOf(timetable, 20),
  windowSteps,
  horizons,
  keeps: [0, subSpanSteps],
  targets: targetSteps,
  evaluations: [50],
  measures: [],
  frames: [],
  saves: [],
  between: [],
};
const agenda = agendaOf(settings);

describe('the agenda', () => {
  it('is in order of steps, and ends with the last step', () => {
    const steps = agenda.map(({ step }) => step);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(agenda.at(-1)).toEqual({ step: 100, kind: 'evaluate' });
  });

  it('begins each window a window before its anchor', () => {
    const firsts = agenda.flatMap((item) =>
      item.kind === 'keep' && item.offset === 0 ? [[item.step, item.anchor]] : [],
    );
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
        'keep',
        'keep',
        ...targetSteps.map(() => 'target'),
        'anchor',
      ]);
      expect(own[1]?.step).toBe(anchor - 20 + 6);
    }
  });

  it('scores only horizons within the budget, and before a jump at the same step', () => {
    const scores = agenda.filter(({ kind }) => kind === 'score');
    expect(scores.every(({ step }) => step <= 100)).toBe(true);
    expect(scores.filter((item) => 'anchor' in item && item.anchor === 82)).toHaveLength(3);
    const clash = agendaOf({
      ...settings,
      anchors: anchorsOf({ ...timetable, period: 27 }, 20),
      evaluations: [],
    }).filter(({ step }) => step === 67);
    expect(clash.map(({ kind }) => kind)).toEqual(['score', 'anchor']);
  });

  it('has no anchor at the last step or later', () => {
    expect(anchorsOf({ ...timetable, steps: 61 }, 20)).toEqual([40]);
    expect(anchorsOf({ ...timetable, steps: 62 }, 20)).toEqual([40, 61]);
  });

  it('makes room for extra forecasts: no window spans another’s jump', () => {
    expect(anchorsOf({ ...timetable, extra: [70] }, 20)).toEqual([40, 70]);
    expect(anchorsOf({ ...timetable, extra: [61] }, 20)).toEqual([40, 61, 82]);
    expect(anchorsOf({ ...timetable, extra: [75, 70, 96] }, 20)).toEqual([40, 70, 96]);
    expect(anchorsOf({ ...timetable, extra: [60] }, 20)).toEqual([60, 82]);
    // Before the first window, past the end, and step 0.
    expect(anchorsOf({ ...timetable, extra: [19, 100, 50.5] }, 20)).toEqual([40, 61, 82]);
  });

  it('measures last, after everything else at a step', () => {
    const measured = agendaOf({ ...settings, measures: [0, 40, 80] });
    expect(measured.filter(({ kind }) => kind === 'measure').map(({ step }) => step)).toEqual([0, 40, 80]);
    expect(measured.filter(({ step }) => step === 40).map(({ kind }) => kind)).toEqual(['anchor', 'measure']);
  });

  it('acts between forecasts at its period, after a jump at the same step', () => {
    const between = agendaOf({ ...settings, between: [20, 30] });
    const stepsOf = (index: number): number[] =>
      between.filter((item) => item.kind === 'between' && item.index === index).map(({ step }) => step);
    expect(stepsOf(0)).toEqual([20, 40, 60, 80]);
    expect(stepsOf(1)).toEqual([30, 60, 90]);
    expect(between.filter(({ step }) => step === 40).map(({ kind }) => kind)).toEqual(['anchor', 'between']);
    const both = between.flatMap((item) => (item.kind === 'between' && item.step === 60 ? item.index : []));
    expect(both).toEqual([0, 1]);
  });
});
