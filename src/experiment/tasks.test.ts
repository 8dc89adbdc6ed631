import { describe, expect, test } from 'vitest';
import { fileTask, taskName, taskNames, tasks } from './tasks.ts';

const loaded = taskNames.flatMap((name) => fileTask(name) ?? []);

describe.each(loaded)('the record of $label', ({ features, outputs, shape, classes, counts, batch }) => {
  test('agrees with itself', () => {
    expect(features).toBe(shape[0] * shape[1]);
    expect(classes).toHaveLength(outputs);
    expect(new Set(classes.map(([, short]) => short)).size).toBe(outputs);
    expect(batch).toBeLessThanOrEqual(counts.train);
  });
});

test('drawn tasks have no file', () => {
  for (const name of taskNames) expect(fileTask(name) === null).toBe(tasks[name].source === 'drawn');
});

test('names within a sentence: those of data sets keep their capitals', () => {
  expect(taskName('moons')).toBe('moons');
  expect(taskName('ripple')).toBe('ripple (regression)');
  expect(taskName('fashion-mnist')).toBe('Fashion-MNIST');
});
