/** Whose text is shown: the networks at the step looked at, and how well they predict. */
import type { Model } from '../../../core/model/model.ts';
import type { ArmId } from '../../../experiment/fields.ts';
import { metricName } from '../../../experiment/metric-words.ts';
import { fileTask } from '../../../experiment/tasks.ts';
import { testedOf } from '../../../record/tested.ts';
import type { RunHistory } from '../../../record/history.ts';
import { defineView } from '../../../store/view.ts';
import { frameAt, lookOf, pairShown, weightsIn, type Look, type NetworkSide } from '../pair.ts';

export interface TextSide {
  readonly side: NetworkSide;
  readonly arm: ArmId;
  /** [parameter]. */
  readonly weights: Float32Array;
  /** The metric at the step, smoothed, in bits per character. */
  readonly now: number;
  /** Test loss in bits per character when it was last measured; NaN before. */
  readonly bits: number;
}

export interface TextView {
  readonly sides: readonly TextSide[];
  readonly model: Model | null;
  readonly alphabet: string;
  /** Name of the metric: "training loss". */
  readonly metric: string;
  readonly step: number | null;
  readonly seed: number;
  /** Step of the measured losses; null before. */
  readonly measured: number | null;
  /** Bits per character of a bigram model. */
  readonly bigram: number;
  readonly summary: string;
}

const nothing: TextView = {
  sides: [],
  model: null,
  alphabet: '',
  metric: '',
  step: null,
  seed: 1,
  measured: null,
  bigram: NaN,
  summary: 'No text yet.',
};

export const textView = defineView({
  empty: () => nothing,
  pace: 1000,
  look: lookOf,
  select: textOfRun,
});

export function textOfRun(history: RunHistory, look: Look): TextView {
  const task = fileTask(history.spec.task);
  const frame = frameAt(history, look.at);
  const shown = pairShown(history, look);
  const [first] = shown;
  if (task?.kind !== 'text' || frame === null || first === undefined) return nothing;
  const at = Math.min(frame.step, history.knownLosses - 1);
  const sides = shown.map(({ side, arm, replica }) => ({
    side,
    arm,
    weights: weightsIn(history, frame, replica),
    now: history.smoothed[at * history.replicaCount + replica]! / Math.LN2,
    bits: history.evaluated === null ? NaN : testedOf(history, 'testLoss', replica) / Math.LN2,
  }));
  return {
    sides,
    model: history.prepared.model,
    alphabet: task.alphabet,
    metric: metricName(history.spec),
    step: frame.step,
    seed: first.seed,
    measured: history.evaluated?.step ?? null,
    bigram: task.bigram,
    summary: `Text that both networks generate at step ${frame.step}, seed ${first.seed}.`,
  };
}
