/** How the characters of the prompt, or of a test passage, attend to each other in both networks: a job in short pieces. */
import { numbersOf, textOf } from '../../../core/data/characters.ts';
import { labelledRows } from '../../../core/data/task-data.ts';
import type { TaskSample } from '../../../core/data/task-sample.ts';
import { attentionLayers, attentionOf } from '../../../core/inspect/attention.ts';
import type { ArmId } from '../../../experiment/fields.ts';
import type { RunHistory } from '../../../record/history.ts';
import type { AppState } from '../../../store/state.ts';
import { defineView } from '../../../store/view.ts';
import { sampleFor } from '../examples.ts';
import {
  noWeights,
  frameAt,
  lookAtSample,
  pairShown,
  weightsIn,
  type Look,
  type NetworkSide,
} from '../pair.ts';

export interface AttentionView {
  readonly sides: readonly {
    readonly side: NetworkSide;
    readonly arm: ArmId;
    /** By block: [head, character, character attended to], `context` of them. */
    readonly blocks: readonly Float32Array[];
  }[];
  /** Those that were read, in order: `context`, or fewer of a prompt. */
  readonly characters: string;
  readonly context: number;
  readonly heads: number;
  /** A passage's class, and how many passages there are; null for a prompt. */
  readonly passage: { readonly truth: string; readonly of: number } | null;
  readonly step: number | null;
  readonly seed: number;
  /** Why nothing is drawn; null when something is. */
  readonly empty: string | null;
  readonly summary: string;
}

const nothing: AttentionView = {
  sides: [],
  characters: '',
  context: 0,
  heads: 1,
  passage: null,
  step: null,
  seed: 1,
  empty: noWeights,
  summary: 'No attention yet.',
};

type Reading = Pick<AppState, 'sample' | 'prompt' | 'passage'>;

export const attentionView = defineView({
  empty: () => nothing,
  pace: 1000,
  look: (state) => ({ ...lookAtSample(state), prompt: state.prompt, passage: state.passage }),
  select: (history, look) => attentionJob(history, look, look),
});

export function* attentionJob(
  history: RunHistory,
  look: Look,
  reading: Reading,
): Generator<void, AttentionView> {
  const found = sampleFor(history, reading.sample);
  if (!found.ok) return { ...nothing, empty: found.reason, summary: found.reason };
  const read = readOf(history, found.thing, reading);
  const frame = frameAt(history, look.at);
  const shown = pairShown(history, look);
  const [first] = shown;
  const { model } = history.prepared;
  const [layer] = attentionLayers(model);
  if (read === null || frame === null || first === undefined || layer === undefined) return nothing;
  const { numbers, characters, passage } = read;
  const sides: AttentionView['sides'][number][] = [];
  for (const { side, arm, replica } of shown) {
    const network = { weights: weightsIn(history, frame, replica), model };
    sides.push({ side, arm, blocks: yield* attentionOf(network, numbers) });
  }
  return {
    ...nothing,
    sides,
    characters,
    context: history.spec.context,
    heads: layer.node.heads,
    passage,
    step: frame.step,
    seed: first.seed,
    empty: null,
    summary: `Attention among ${characters.length} characters at step ${frame.step}, seed ${first.seed}.`,
  };
}

interface Read extends Pick<AttentionView, 'characters' | 'passage'> {
  readonly numbers: readonly number[];
}

/** The end of the prompt, or the beginning of a passage, that networks read. */
function readOf({ spec: { context } }: RunHistory, sample: TaskSample | null, reading: Reading): Read | null {
  const task = sample?.data.task;
  if (task === undefined || task.kind === 'images') return null;
  if (task.kind === 'text') {
    const numbers = numbersOf(task.alphabet, reading.prompt === '' ? '\n' : reading.prompt).slice(-context);
    return { numbers, characters: textOf(task.alphabet, numbers), passage: null };
  }
  const { values, labels } = labelledRows({ task, bytes: sample!.data.bytes });
  const { train, guard, test } = task.counts;
  const row = train + guard + Math.min(reading.passage, test - 1);
  const numbers = [...values.subarray(row * task.length, row * task.length + context)];
  const truth = task.classes[labels[row]!]![0];
  return { numbers, characters: textOf(task.alphabet, numbers), passage: { truth, of: test } };
}
