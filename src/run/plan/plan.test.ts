import { expect, it } from 'vitest';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { fileTask, imageTask, type TextTask } from '../../experiment/tasks.ts';
import type { TaskData } from '../../core/data/task-data.ts';
import { planRun } from './plan.ts';

const counts = { train: 4, guard: 2, test: 2 };

/** Eight images of which only the pixels of the last row vary. */
const images: TaskData = {
  task: { ...imageTask('digits')!, counts },
  bytes: Uint8Array.from({ length: 8 * 65 }, (_, at) => (at < 8 * 64 && at % 64 >= 56 ? (at * 37) % 251 : 0)),
};
const text: TaskData = {
  task: { ...(fileTask('moby-dick') as TextTask), characters: { train: 33, guard: 17, test: 17 } },
  bytes: Uint8Array.from({ length: 67 }, (_, at) => at % 7),
};

const watchedIn = (values: Partial<ExperimentSpec>, data: TaskData) => {
  const { spec, corrections } = checkSpec({ arms: ['control'], seeds: [1], batch: 4, ...values });
  expect(corrections).toEqual([]);
  const { watched, setup } = planRun(spec, data);
  const { tensors } = setup.model.parameters;
  const first = tensors.findIndex(({ role }) => role === 'kernel');
  return watched.filter(({ tensor }) => tensor === first).map(({ index }) => index);
};

it('of a perceptron, watches only those weights of the first layer whose input varies', () => {
  const columns = watchedIn({ task: 'digits', layers: [8] }, images).map((index) => index % 64);
  expect(columns.length).toBeGreaterThan(0);
  expect(Math.min(...columns)).toBeGreaterThanOrEqual(56);
});

it('of other networks, watches the first kernel too, whose columns are no inputs', () => {
  expect(watchedIn({ task: 'digits', network: 'cnn', filters: [4] }, images)).not.toEqual([]);
  const columns = [8, 16, 24].flatMap((width) =>
    watchedIn({ task: 'moby-dick', network: 'gpt', context: 8, heads: 1, width }, text).map((i) => i % width),
  );
  expect(Math.max(...columns)).toBeGreaterThan(8);
});
