import { describe, expect, it } from 'vitest';
import { fileTask, imageTask, type PassageTask, type TextTask } from '../../experiment/tasks.ts';
import type { Split } from './data-set.ts';
import { filePool } from './file-pool.ts';
import { imagesOf, type TaskData } from './task-data.ts';
import { requireSample, sampleOf, samplePool } from './task-sample.ts';

const counts = { train: 310, guard: 302, test: 3 };
const examples = 615;
const filled = (length: number, below: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (at * 7919 + (at >> 3)) % below);

const files: Readonly<Record<string, TaskData>> = {
  images: {
    task: { ...imageTask('fashion-mnist')!, shape: [1, 2], counts },
    bytes: Uint8Array.of(...filled(examples * 2, 256), ...filled(examples, 10)),
  },
  passages: {
    task: { ...(fileTask('century') as PassageTask), length: 9, counts },
    bytes: Uint8Array.of(...filled(examples * 9, 60), ...filled(examples, 3)),
  },
  text: {
    task: {
      ...(fileTask('moby-dick') as TextTask),
      characters: { train: 12_000, guard: 700, test: 10_000 },
    },
    bytes: filled(22_700, 64),
  },
};

describe.each(Object.entries(files))('a sample of %s', (kind, data) => {
  const sample = sampleOf(data);

  it('has the first inputs and targets of every split of the pool that networks train on', () => {
    const whole = filePool(data, 8);
    const pool = samplePool(sample, 8);
    const rowsOf = (of: typeof pool, split: Split, field: 'inputs' | 'targets', rows: number): number[] => {
      const width = field === 'inputs' ? of.features : of.outputs;
      const { start } = of.sets[0]![split];
      return [...of[field].subarray(start * width, (start + rows) * width)];
    };
    for (const split of ['train', 'guard', 'test'] as const) {
      const { count } = pool.sets[0]![split];
      expect(count).toBeGreaterThan(0);
      for (const field of ['inputs', 'targets'] as const)
        expect(rowsOf(pool, split, field, count)).toEqual(rowsOf(whole, split, field, count));
    }
    expect(pool.inputs.length).toBeLessThan(whole.inputs.length);
  });

  it('is refused when it is not whole', () => {
    expect(requireSample(sample)).toBe(sample);
    const bytes = sample.data.bytes.subarray(1);
    expect(() => requireSample({ ...sample, data: { ...sample.data, bytes } })).toThrow('not complete');
  });

  if (kind !== 'images')
    it('has no images', () => {
      expect(() => imagesOf(sample.data)).toThrow('has no images');
    });
});
