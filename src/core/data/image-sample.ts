/** The first images of each split of a file-based task: enough to inspect networks with, small enough for the page. */
import type { Split } from './data-set.ts';

export interface ImageRows {
  /** [image, pixel], 0..255. */
  readonly pixels: Uint8Array;
  /** [image] class numbers. */
  readonly labels: Uint8Array;
  /** Number of images in the whole split. */
  readonly of: number;
}

export interface ImageSample {
  readonly features: number;
  readonly classes: number;
  /** Over all training pixels; networks receive (pixel - mean) / deviation. */
  readonly mean: number;
  readonly deviation: number;
  readonly splits: Readonly<Record<Split, ImageRows>>;
}

/** The inputs [image, pixel] of the first `count` images of a split, standardised as for training. */
export function imageInputs(
  { features, mean, deviation, splits }: ImageSample,
  split: Split,
  count: number,
): Float32Array {
  const { pixels } = splits[split];
  const inputs = new Float32Array(Math.min(count * features, pixels.length));
  for (let i = 0; i < inputs.length; i += 1) inputs[i] = (pixels[i]! - mean) / deviation;
  return inputs;
}

/** One-hot targets [image, class] of the first `count` images of a split. */
export function imageTargets({ classes, splits }: ImageSample, split: Split, count: number): Float32Array {
  const labels = splits[split].labels.subarray(0, count);
  const targets = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => (targets[row * classes + label] = 1));
  return targets;
}

/** Validates a sample from outside. Throws an Error that says what is wrong. */
export function requireImageSample(value: unknown): ImageSample {
  const sample = value as ImageSample;
  const { features, classes, mean, deviation, splits } = sample;
  if (![features, classes, mean, deviation].every(Number.isFinite) || !(deviation > 0))
    throw new Error('the description of the images is missing');
  for (const split of ['train', 'guard', 'test'] as const) {
    const { pixels, labels, of } = splits[split];
    const fits = pixels instanceof Uint8Array && labels instanceof Uint8Array && of >= labels.length;
    if (!fits || pixels.length !== labels.length * features || labels.some((label) => label >= classes))
      throw new Error(`the images of the ${split} split do not fit`);
  }
  return sample;
}
