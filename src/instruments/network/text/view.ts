/** Whose text is shown: the networks at the step looked at, and how well they predict. */
import type { Model } from '../../../core/model/model.ts';
import type { ArmId } from '../../../experiment/fields.ts';
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
  /** Test loss in bits per character when it was last measured; NaN before. */
  readonly bits: number;
}

export interface TextView {
  readonly sides: readonly TextSide[];
  readonly model: Model | null;
  readonly alphabet: string;
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
  const sides = shown.map(({ side, arm, replica }) => ({
    side,
    arm,
    weights: weightsIn(history, frame, replica),
    bits: history.evaluated === null ? NaN : testedOf(history, 'testLoss', replica) / Math.LN2,
  }));
  return {
    sides,
    model: history.prepared.model,
    alphabet: task.alphabet,
    step: frame.step,
    seed: first.seed,
    measured: history.evaluated?.step ?? null,
    bigram: task.bigram,
    summary: `Text that both networks generate at step ${frame.step}, seed ${first.seed}.`,
  };
}
