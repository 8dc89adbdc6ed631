/** The classes that both networks predict for test images or passages, at the step looked at: a job in short pieces. */
import { textOf } from '../../../core/data/characters.ts';
import { labelledRows } from '../../../core/data/task-data.ts';
import { confusionOf, mistakesFirst } from '../../../core/evidence/confusion.ts';
import { classesOn, workOf } from '../../../core/inspect/boundary.ts';
import { armRecords } from '../../../experiment/arms.ts';
import {
  exampleForm,
  fileTask,
  type TaskName,
  type ImageTask,
  type PassageTask,
} from '../../../experiment/tasks.ts';
import type { ArmId } from '../../../experiment/fields.ts';
import type { RunHistory } from '../../../record/history.ts';
import type { AppState } from '../../../store/state.ts';
import { defineView } from '../../../store/view.ts';
import { poolOfSample, rowsOf, sampleFor } from '../examples.ts';
import {
  noWeights,
  frameAt,
  lookAtSample,
  pairShown,
  weightsIn,
  type Look,
  type NetworkSide,
} from '../pair.ts';

/** Multiplications of one network, about; the minimum number of examples, and a whole number of each class. */
const work = 2 ** 26;
const minimum = 100;

/** Examples shown. */
const maxImages = 10;
const maxPassages = 6;

export interface ConfusionView {
  readonly sides: readonly {
    readonly side: NetworkSide;
    readonly arm: ArmId;
    readonly counts: Uint32Array;
    readonly right: number;
  }[];
  readonly classes: readonly string[];
  /** Their short names. */
  readonly short: readonly string[];
  /** What an example is. */
  readonly kind: 'images' | 'passages';
  /** Pixels in a row of an image. */
  readonly columns: number;
  /** Test examples that were classified, the first of `of`. */
  readonly count: number;
  readonly of: number;
  readonly step: number | null;
  readonly seed: number;
  /** Some examples, mistakes first. */
  readonly samples: readonly {
    readonly index: number;
    /** Of an image, [pixel] 0..255, row by row. */
    readonly pixels: Uint8Array;
    /** Of a passage, the part that networks read. */
    readonly text: string;
    readonly truth: string;
    /** By side, the predicted class. */
    readonly taken: readonly string[];
    readonly wrong: boolean;
  }[];
  readonly empty: string | null;
  readonly summary: string;
}

const nothing: ConfusionView = {
  sides: [],
  classes: [],
  short: [],
  kind: 'images',
  columns: 1,
  count: 0,
  of: 0,
  step: null,
  seed: 1,
  samples: [],
  empty: 'The examples are loading; results follow.',
  summary: 'No examples yet.',
};

const nothingOf = (task: TaskName): ConfusionView => ({
  ...nothing,
  kind: fileTask(task)?.kind === 'passages' ? 'passages' : 'images',
});

export const confusionView = defineView({
  empty: ({ run, draft }) => nothingOf((run?.spec ?? draft).task),
  pace: 250,
  look: lookAtSample,
  select: (history, look) => confusionJob(history, look, look.sample),
});

export function* confusionJob(
  history: RunHistory,
  look: Look,
  sample: AppState['sample'],
): Generator<void, ConfusionView> {
  const none = nothingOf(history.spec.task);
  const found = sampleFor(history, sample);
  if (!found.ok) return { ...none, empty: found.reason, summary: found.reason };
  const data = found.thing?.data;
  const frame = frameAt(history, look.at);
  const shown = pairShown(history, look);
  const [first] = shown;
  if (data === undefined || data.task.kind === 'text' || first === undefined) return nothing;
  if (frame === null) return { ...none, empty: noWeights, summary: noWeights };
  const { model } = history.prepared;
  const { task } = data;
  const classes = task.classes.map(([name]) => name);
  const { values, labels } = labelledRows({ task, bytes: data.bytes });
  const start = task.counts.train + task.counts.guard;
  const width = values.length / labels.length;
  const room = Math.max(minimum, Math.floor(work / workOf(model) / classes.length) * classes.length);
  const count = Math.min(room, task.counts.test);
  const inputs = rowsOf(poolOfSample(history, found.thing!), 'test', 'inputs', count);
  yield;
  const truths = labels.subarray(start, start + count);
  const predictions: Uint8Array[] = [];
  for (const { replica } of shown)
    predictions.push(yield* classesOn({ weights: weightsIn(history, frame, replica), model }, inputs));
  const sides = shown.map(({ side, arm }, s) => ({
    side,
    arm,
    counts: confusionOf(truths, predictions[s]!, classes.length),
    right: truths.filter((truth, i) => truth === predictions[s]![i]).length,
  }));
  const samples = samplesOf(task, values.subarray(start * width), history.spec.context, truths, predictions);
  const view: ConfusionView = {
    ...none,
    sides,
    classes,
    short: task.classes.map(([, short]) => short),
    columns: task.kind === 'images' ? task.shape[1] : 1,
    count,
    of: exampleForm(history.spec).counts.test,
    step: frame.step,
    seed: first.seed,
    samples,
    empty: null,
  };
  return { ...view, summary: summarise(view) };
}

type Sample = ConfusionView['samples'][number];

/** `values` of the test examples, one after the other. */
function samplesOf(
  task: ImageTask | PassageTask,
  values: Uint8Array,
  context: number,
  truths: Uint8Array,
  predictions: readonly Uint8Array[],
): Sample[] {
  const hasImages = task.kind === 'images';
  const width = hasImages ? task.shape[0] * task.shape[1] : task.length;
  const name = (label: number): string => task.classes[label]![0];
  return mistakesFirst(truths, predictions)
    .slice(0, hasImages ? maxImages : maxPassages)
    .map((index) => {
      const example = values.subarray(index * width, (index + 1) * width);
      return {
        index,
        pixels: hasImages ? example : new Uint8Array(0),
        text: hasImages ? '' : textOf(task.alphabet, example.subarray(0, context)),
        truth: name(truths[index]!),
        taken: predictions.map((own) => name(own[index]!)),
        wrong: predictions.some((own) => own[index] !== truths[index]),
      };
    });
}

function summarise({ sides, classes, kind, count, step, seed }: ConfusionView): string {
  const told = sides.map(({ arm, counts, right }) => {
    const wrong = Array.from(counts, (times, at) => ({
      times,
      truth: Math.floor(at / classes.length),
      at: at % classes.length,
    }))
      .filter(({ truth, at }) => truth !== at)
      .reduce((most, other) => (other.times > most.times ? other : most));
    const worst =
      wrong.times === 0
        ? ''
        : `, most often ${classes[wrong.truth]} taken for ${classes[wrong.at]} (${wrong.times})`;
    return `${armRecords[arm].name}: ${right} right${worst}`;
  });
  return `Classes predicted for ${count} test ${kind} at step ${step ?? 0}, seed ${seed}; ${told.join('; ')}.`;
}
