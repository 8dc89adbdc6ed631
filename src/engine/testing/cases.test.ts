import { expect, test } from 'vitest';
import { activationNames } from '../../core/model/model.ts';
import { optimizerNames } from '../../core/model/optimizers.ts';
import { scheduleNames } from '../../core/model/schedules.ts';
import { gradientCases, trajectoryCases } from './cases.ts';

const gradients = Object.values(gradientCases);
const trajectories = Object.values(trajectoryCases);

test.each(activationNames)('engines are compared on %s', (name) => {
  expect(
    gradients.some(({ model }) =>
      model.nodes.some((node) => node.op === 'activate' && node.activation === name),
    ),
  ).toBe(true);
});

test.each(optimizerNames)('engines are compared on %s', (name) => {
  expect(trajectories.some(({ optimizer }) => optimizer.name === name)).toBe(true);
});

test('engines are compared with clipping, decay of kernels alone, coupled and not, and warm-up', () => {
  const settings = trajectories.map(({ optimizer }) => optimizer);
  expect(settings.some(({ clip }) => clip > 0)).toBe(true);
  const scoped = settings.filter(({ decayOf, weightDecay }) => decayOf === 'kernels' && weightDecay > 0);
  expect(new Set(scoped.map(({ name }) => name === 'adamw')).size).toBe(2);
  expect(trajectories.some(({ replicas }) => (replicas[0]?.schedule.warmup ?? 0) > 0)).toBe(true);
});

test.each(scheduleNames)('engines are compared on the schedule %s', (name) => {
  const has = trajectories.some(({ replicas }) => replicas.some(({ schedule }) => schedule.name === name));
  expect(has).toBe(true);
});
