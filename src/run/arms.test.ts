import { expect, test } from 'vitest';
import { armKinds } from '../experiment/arm-kinds.ts';
import type { ArmId } from '../experiment/fields.ts';
import { arms } from './arms.ts';

test.each(Object.keys(arms) as ArmId[])('the kind of %s is that of its recipe', (arm) => {
  const { jumps, follows } = arms[arm];
  expect(armKinds[arm]).toBe(jumps?.kind ?? (follows === null ? 'none' : 'follows'));
});
