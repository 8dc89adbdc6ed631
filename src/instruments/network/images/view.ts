/** What both networks take test images for, at the step looked at: a job in short pieces. */
import { imageInputs, type ImageSample } from '../../../core/data/image-sample.ts';
import { confusionOf, mistakesFirst } from '../../../core/evidence/confusion.ts';
import { classesOn } from '../../../core/inspect/boundary.ts';
import { armRecords } from '../../../experiment/arms.ts';
import { imageTask } from '../../../experiment/tasks.ts';
import type { ArmId } from '../../../experiment/fields.ts';
import type { RunHistory } from '../../../record/history.ts';
import type { AppState } from '../../../store/state.ts';
import { Remembered } from '../../../record/evidence/remembered.ts';
import { defineView } from '../../../store/view.ts';
import { frameAt, lookAtImages, pairShown, weightsIn, type Look, type NetworkSide } from '../pair.ts';

/**
 * Maximum number of multiplications for one network, about; minimum number of images, a whole number of each class.
 */
const work = 2 ** 26;
const fewest = 100;

const mostSamples = 10;

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
  readonly columns: number;
  /** The first `count` of `of` test images. */
  readonly count: number;
  readonly of: number;
  readonly step: number | null;
  readonly seed: number;
  readonly samples: readonly {
    readonly image: number;
    readonly pixels: Uint8Array;
    readonly truth: string;
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
  columns: 1,
  count: 0,
  of: 0,
  step: null,
  seed: 1,
  samples: [],
  empty: 'The images are loading.',
  summary: 'No images yet.',
};

export const confusionView = defineView({
  empty: () => nothing,
  pace: 250,
  look: lookAtImages,
  select: (history, look) => confusionJob(history, look, look.images),
});

const prepared = new Remembered<Float32Array, ImageSample>();

export function* confusionJob(
  history: RunHistory,
  look: Look,
  images: AppState['images'],
): Generator<void, ConfusionView> {
  const task = imageTask(history.spec.task);
  if (task === null) return nothing;
  const classes = task.classes.map(([name]) => name);
  if (typeof images === 'string') {
    const empty = `The images could not be loaded: ${images}.`;
    return { ...nothing, empty, summary: empty };
  }
  const frame = frameAt(history, look.at);
  const shown = pairShown(history, look);
  const [first] = shown;
  if (images === null || first === undefined) return nothing;
  if (frame === null) {
    const empty = 'Appears once the initial weights are recorded.';
    return { ...nothing, empty, summary: empty };
  }
  const { model } = history.prepared;
  const { labels, pixels, of } = images.splits.test;
  const room = Math.max(fewest, Math.floor(work / model.parameters.count / images.classes) * images.classes);
  const count = Math.min(room, labels.length);
  const inputs = prepared.of(images, () => imageInputs(images, 'test', count), count);
  yield;
  const truths = labels.subarray(0, count);
  const predictions: Uint8Array[] = [];
  for (const { replica } of shown)
    predictions.push(yield* classesOn({ weights: weightsIn(history, frame, replica), model }, inputs));
  const sides = shown.map(({ side, arm }, s) => ({
    side,
    arm,
    counts: confusionOf(truths, predictions[s]!, images.classes),
    right: truths.filter((truth, i) => truth === predictions[s]![i]).length,
  }));
  const samples = mistakesFirst(truths, predictions)
    .slice(0, mostSamples)
    .map((image) => ({
      image,
      pixels: pixels.subarray(image * images.features, (image + 1) * images.features),
      truth: classes[truths[image]!]!,
      taken: predictions.map((own) => classes[own[image]!]!),
      wrong: predictions.some((own) => own[image] !== truths[image]),
    }));
  const view: ConfusionView = {
    ...nothing,
    sides,
    classes,
    short: task.classes.map(([, short]) => short),
    columns: task.shape[1],
    count,
    of,
    step: frame.step,
    seed: first.seed,
    samples,
    empty: null,
  };
  return { ...view, summary: summarise(view) };
}

function summarise({ sides, classes, count, step, seed }: ConfusionView): string {
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
  return `What ${count} test images are taken for at step ${step ?? 0}, seed ${seed}; ${told.join('; ')}.`;
}
