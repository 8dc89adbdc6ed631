import { expect, test, vi } from 'vitest';
import { inSlices } from './in-slices.ts';

function* counting(to: number, failsAt = Infinity): Generator<void, number> {
  for (let i = 0; i < to; i += 1) {
    if (i === failsAt) throw new Error('a fault for this test');
    yield;
  }
  return to;
}

test('gives what the job returns, later', async () => {
  const done = vi.fn();
  inSlices(counting(3), done);
  expect(done).not.toHaveBeenCalled();
  await expect.poll(() => done.mock.calls).toEqual([[3]]);
});

test('tells of a job that fails, and is not done', async () => {
  const done = vi.fn();
  const told = await new Promise((resolve) => {
    inSlices(counting(3, 1), done, resolve);
  });
  expect(told).toEqual(new Error('a fault for this test'));
  expect(done).not.toHaveBeenCalled();
});

test('is silent once cancelled', async () => {
  const done = vi.fn();
  inSlices(counting(3), done)();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(done).not.toHaveBeenCalled();
});
