/** What charts are given before anything was recorded. */
import type { ExperimentSpec } from '../experiment/fields.ts';
import type { ViewPreferences, Views } from './state.ts';
import type { VerdictView } from '../record/judgement/verdict-view.ts';

const preparing: VerdictView = {
  tone: 'pending',
  parts: [{ text: 'Preparing the experiment.', arm: null }],
  detail: '',
  sentence: 'Preparing the experiment.',
};

export const emptyViews = (
  spec: ExperimentSpec,
  view: ViewPreferences,
): { readonly [Name in keyof Views]: ReturnType<Views[Name]> } => ({
  loss: {
    rows: [],
    arms: spec.arms.filter((arm) => !view.hidden.includes(arm)),
    hidden: spec.arms.filter((arm) => view.hidden.includes(arm)),
    seeds: spec.seeds.length,
    smoothing: 1,
    xMin: 0,
    xMax: spec.steps,
    xEnd: spec.steps,
    yDomain: view.logarithmicLoss ? [0.01, 1] : [0, 1],
    target: null,
    ended: [],
    note: null,
    reached: [],
    saving: null,
    jumps: [],
    summary: 'Training has not begun.',
  },
  weights: {
    arm: view.weightsArm,
    seed: view.weightsSeed,
    panels: [],
    xMin: 0,
    xMax: spec.steps,
    costs: [],
    window: null,
    horizon: null,
    summary: 'Training has not begun.',
  },
  error: { rows: [], forecasts: 0, skill: null, yMax: 1, summary: 'No forecast has been scored yet.' },
  difference: {
    rows: [],
    xMin: 0,
    xMax: spec.steps,
    yDomain: [-1, 1],
    seeds: spec.seeds.length,
    better: 0,
    total: 0,
    note: null,
    summary: 'There is nothing to compare yet.',
  },
  verdict: preparing,
  progress: {
    step: 0,
    steps: spec.steps,
    secondsLeft: null,
    replicaStepsPerSecond: null,
    jumps: [],
    stopped: [],
    accuracy: [],
  },
});
