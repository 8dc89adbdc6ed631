/** Takes the sample of a task's images that the page displays. */
import type { Split } from './data-set.ts';
import type { LabelledImages } from './task-data.ts';
import type { ImageRows, ImageSample } from './image-sample.ts';
import { imageMoments } from './file-pool.ts';

/** Maximum number of images of each split. */
const most: Readonly<Record<Split, number>> = { train: 300, guard: 300, test: 1000 };

/** Copies the sample out of all images. */
export function imageSample(images: LabelledImages): ImageSample {
  const { pixels, labels, features, classes, counts } = images;
  const rows = (split: Split, first: number): ImageRows => {
    const end = first + Math.min(most[split], counts[split]);
    return {
      pixels: pixels.slice(first * features, end * features),
      labels: labels.slice(first, end),
      of: counts[split],
    };
  };
  return {
    features,
    classes,
    ...imageMoments(images),
    splits: {
      train: rows('train', 0),
      guard: rows('guard', counts.train),
      test: rows('test', counts.train + counts.guard),
    },
  };
}
