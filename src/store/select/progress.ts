/** How far a run is, how fast, and what stopped early. */
import type { RunHistory } from '../../record/history.ts';
import { testedOf } from '../../record/tested.ts';
import type { ProgressView } from '../views.ts';
import { acceptedAt } from './loss.ts';

export function progressView(history: RunHistory, elapsed: number): ProgressView {
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
