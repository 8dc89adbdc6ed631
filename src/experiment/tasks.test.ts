import { describe, expect, test } from 'vitest';
import { defaultSpec, fields } from './fields.ts';
import { exampleForm, fileTask, formInFile, imageTask, taskName, taskNames, tasks } from './tasks.ts';

const loaded = taskNames.flatMap((name) => fileTask(name) ?? []);

describe.each(loaded)('the record of $label', (task) => {
  test('agrees with itself', () => {
    for (const context of [fields.context.min, fields.context.default, fields.context.max]) {
      const { features, outputs, targets, counts } = formInFile(task, context);
      expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
      expect(task.batch).toBeLessThanOrEqual(counts.train);
      expect(features).toBe(task.kind === 'images' ? task.shape[0] * task.shape[1] : context);
      expect(outputs[0]).toBe(targets);
    }
  });

  test('has distinct short names', () => {
    if (task.kind === 'text') return;
    expect(new Set(task.classes.map(([, short]) => short)).size).toBe(task.classes.length);
  });

  test('has an alphabet of 63 characters, in order', () => {
    if (task.kind === 'images') return;
    expect(task.alphabet).toHaveLength(63);
    expect([...new Set(task.alphabet)].sort().join('')).toBe(task.alphabet);
    expect(formInFile(task, 32).vocabulary).toBe(64);
  });
});

describe('the form of examples', () => {
  const of = (values: Partial<typeof defaultSpec>) => exampleForm({ ...defaultSpec, ...values });

  test.each<[Partial<typeof defaultSpec>, object]>([
    [{ samples: 33 }, { features: 2, outputs: [2], targets: 2, counts: { train: 33, guard: 17, test: 17 } }],
    [{ task: 'ripple' }, { features: 2, vocabulary: null, outputs: [1], targets: 1 }],
    [{ task: 'fashion-mnist' }, { features: 784, vocabulary: null, outputs: [10], targets: 10 }],
    [{ task: 'digits' }, { features: 64, counts: { train: 1197, guard: 300, test: 300 } }],
    [
      { task: 'moby-dick' },
      {
        ...{ features: 32, vocabulary: 64, outputs: [32, 64], targets: 32 },
        counts: { train: 11_250, guard: 256, test: 1000 },
      },
    ],
    [
      { task: 'moby-dick', context: 128 },
      { features: 128, counts: { train: 2812, guard: 64, test: 250 } },
    ],
    [
      { task: 'century', context: 8 },
      { features: 8, vocabulary: 64, outputs: [3], targets: 3 },
    ],
  ])('%o', (values, form) => {
    expect(of(values)).toMatchObject(form);
  });
});

test('drawn tasks have no file', () => {
  for (const name of taskNames) expect(fileTask(name) === null).toBe(tasks[name].source === 'drawn');
  expect(taskNames.filter((name) => imageTask(name) !== null)).toEqual(['fashion-mnist', 'digits']);
});

test('names within a sentence: those of data sets keep their capitals', () => {
  expect(taskName('moons')).toBe('moons');
  expect(taskName('ripple')).toBe('ripple (regression)');
  expect(taskName('fashion-mnist')).toBe('Fashion-MNIST');
});
