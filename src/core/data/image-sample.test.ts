import { expect, it } from 'vitest';
import { imageInputs, imageTargets, requireImageSample } from './image-sample.ts';
import { imageSample } from './sample-images.ts';
import { imageTask } from '../../experiment/tasks.ts';
import { filePool } from './file-pool.ts';
import { imagesOf } from './task-data.ts';

/** 2 training images, 1 validation image, 1 test image, 2 pixels each, classes 0 .. 2. */
const data = {
  task: {
    ...imageTask('fashion-mnist')!,
    shape: [1, 2],
    classes: [
      ['a', 'a'],
      ['b', 'b'],
      ['c', 'c'],
    ],
    counts: { train: 2, guard: 1, test: 1 },
  },
  bytes: Uint8Array.of(0, 10, 20, 30, 40, 50, 60, 70, 2, 0, 1, 2),
} as const;
const sample = imageSample(imagesOf(data));

it('has the same inputs and targets as the pool that networks train on', () => {
  const { inputs, targets } = filePool(data, 32);
  expect([...imageInputs(sample, 'train', 2)]).toEqual([...inputs.subarray(0, 4)]);
  expect([...imageInputs(sample, 'test', 9)]).toEqual([...inputs.subarray(6)]);
  expect([...imageTargets(sample, 'train', 2)]).toEqual([...targets.subarray(0, 6)]);
  expect([...imageTargets(sample, 'guard', 1)]).toEqual([0, 1, 0]);
});

it('is refused where it does not fit', () => {
  expect(requireImageSample(sample)).toBe(sample);
  expect(() => requireImageSample({ ...sample, deviation: 0 })).toThrow(
    'description of the images is missing',
  );
  const { test } = sample.splits;
  const wrong = { ...sample, splits: { ...sample.splits, test: { ...test, labels: Uint8Array.of(3) } } };
  expect(() => requireImageSample(wrong)).toThrow('the test split');
});
