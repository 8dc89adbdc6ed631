import { expect, test } from 'vitest';
import { armKinds, bringsMomentum } from '../experiment/arm-kinds.ts';
import type { ArmId } from '../experiment/fields.ts';
import { arms } from './arms.ts';

test.each(Object.keys(arms) as ArmId[])('the kind of %s is that of its recipe', (arm) => {
  const { jumps, follows } = arms[arm];
  expect(armKinds[arm]).toBe(jumps?.kind ?? (follows === null ? 'none' : 'follows'));
});

test.each(Object.keys(arms) as ArmId[])('the rules know whether %s brings momentum', (arm) => {
  expect(bringsMomentum(arm)).toBe(arms[arm].momentum > 0);
});
