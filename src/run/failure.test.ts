import { expect, it } from 'vitest';
import { failureOf } from './failure.ts';
import { defaultSpec } from '../experiment/fields.ts';

it('says once that memory is short, however often a failure is passed on', () => {
  const of = { spec: defaultSpec, rates: [defaultSpec.learningRate] };
  const failure = failureOf(new RangeError('Array buffer allocation failed'), of);
  expect(failure.message).toMatch(/^There is not enough memory \(Array buffer allocation failed\)\. Try /);
  expect(failureOf(failure, of)).toBe(failure);
});
