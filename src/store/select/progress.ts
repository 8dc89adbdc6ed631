/** How far a run is, how fast, and what stopped early. */
import type { RunHistory } from '../../record/history.ts';
import { testedOf } from '../../record/tested.ts';
import { mainArm } from '../../record/judgement/judgement.ts';
import { type ArmId, fields } from '../../experiment/fields.ts';
import { defineView } from '../view.ts';
import { isNetwork } from '../../experiment/arms.ts';
import type { RunState, AppState } from '../state.ts';
import type { VerdictView } from '../../record/judgement/verdict-view.ts';
import { verdictView as verdictOf } from '../../record/judgement/verdict.ts';
import { phaseText } from '../remote-run.ts';

export interface ProgressView {
  readonly step: number;
  readonly steps: number;
  readonly secondsLeft: number | null;
  readonly replicaStepsPerSecond: number | null;
  readonly jumps: readonly number[];
  readonly stopped: readonly string[];
  /** The step by which every replica had stopped; null while one continues. */
  readonly stoppedBy: number | null;
  /** Latest test accuracy per arm, for classification: mean over `going` of `seeds`. */
  readonly accuracy: readonly {
    readonly arm: ArmId;
    readonly value: number;
    readonly going: number;
    readonly seeds: number;
  }[];
}

export const progressView = defineView({
  empty: ({ draft: { steps } }): ProgressView => ({
    step: 0,
    steps,
    secondsLeft: null,
    replicaStepsPerSecond: null,
    jumps: [],
    stopped: [],
    stoppedBy: null,
    accuracy: [],
  }),
  pace: 120,
  look: () => ({}),
  select: (history, _look, { run }) => progressOf(history, run?.elapsed ?? 0),
});

export function progressOf(history: RunHistory, elapsed: number): ProgressView {
  const { spec, steps, prepared, divergences, replicaCount } = history;
  const pace = steps > 0 && elapsed > 0 ? elapsed / 1000 / steps : null;
  return {
    step: steps,
    steps: spec.steps,
    secondsLeft: pace === null ? null : pace * (spec.steps - steps),
    replicaStepsPerSecond: pace === null ? null : replicaCount / pace,
    jumps: acceptedAt(history).map(({ step }) => step),
    stopped: divergences.flatMap((divergence, r) => {
      const { arm, seed } = prepared.replicas[r]!;
      return divergence === null ? [] : [`${arm}, seed ${seed}: ${divergence.reason}`];
    }),
    stoppedBy: divergences.includes(null) ? null : Math.max(...divergences.map((end) => end!.step)),
    accuracy: accuracyOf(history),
  };
}

function accuracyOf(history: RunHistory): ProgressView['accuracy'] {
  const { evaluated, spec } = history;
  if (evaluated === null) return [];
  return spec.arms.flatMap((arm) => {
    const replicas = history.replicasOf(arm);
    const values = replicas.map((r) => testedOf(history, 'testAccuracy', r)).filter(Number.isFinite);
    const going = values.length;
    const value = values.reduce((a, b) => a + b, 0) / going;
    return going === 0 ? [] : [{ arm, value, going, seeds: replicas.length }];
  });
}

/** Steps at which at least one replica of the main arm jumped, with the share of them that did. */
export function acceptedAt(history: RunHistory): { step: number; share: number }[] {
  const arm = mainArm(history.spec);
  const replicas = arm === null ? [] : history.replicasOf(arm);
  const counts = new Map<number, number>();
  for (const replica of replicas) {
    for (const { step, accepted } of history.jumps[replica]!)
      if (accepted) counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([step, count]) => ({ step, share: count / replicas.length }));
}

/** Why no forecast can be requested at this step; null if it can. The worker has the same rules. */
export function jumpRefusal(run: Pick<RunState, 'lifecycle' | 'spec'> | null, step: number): string | null {
  if (run === null || run.lifecycle === 'preparing' || run.lifecycle === 'idle')
    return 'The run is not prepared yet.';
  if (run.lifecycle !== 'running' && run.lifecycle !== 'paused')
    return 'The run is over; look back and branch instead.';
  const { source, arms, steps, window, stride, extra } = run.spec;
  if (source === 'transfer' || arms.some(isNetwork))
    return 'Forecasts learned from other runs are made at steps planned before the run.';
  if (extra.length >= fields.extra.maxCount)
    return `There are ${extra.length} extra forecasts already, the most there can be.`;
  return step + window * stride + 1 >= steps ? 'The rest of the run is shorter than a window.' : null;
}

const pending = (sentence: string, detail = ''): VerdictView => ({
  tone: 'pending',
  parts: [{ text: sentence, arm: null }],
  detail,
  sentence,
});

function beforeRun({ run }: AppState): VerdictView {
  if (run?.lifecycle === 'stopped') return pending('The preparation was cancelled.');
  return pending('Preparing the experiment.', run?.lifecycle === 'preparing' ? `${phaseText(run)}.` : '');
}

export const verdictView = defineView({
  empty: beforeRun,
  pace: 1000,
  look: () => ({}),
  select: verdictOf,
});
