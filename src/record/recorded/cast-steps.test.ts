import { expect, it } from 'vitest';
import { castSteps } from './cast-steps.ts';

it('is every checkpoint with a whole window before it', () => {
  const even = { steps: [0, 10, 20, 30, 40, 50], anchors: [20], windowSteps: 20, isUneven: false };
  expect(castSteps(even, 10)).toEqual([20, 30, 40, 50]);
  // The window of the last one was not saved.
  expect(castSteps({ ...even, steps: [0, 10, 20, 30, 50] }, 10)).toEqual([20, 30]);
  expect(castSteps({ ...even, steps: [0, 9, 21, 30, 52], anchors: [21], isUneven: true }, 10)).toEqual([
    21, 30, 52,
  ]);
});
