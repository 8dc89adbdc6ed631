import { expect, it } from 'vitest';
import { confusionOf, mistakesFirst } from './confusion.ts';

const truths = [0, 1, 2, 0, 1];

it('counts what each class was taken for', () => {
  expect([...confusionOf(truths, [0, 2, 2, 1, 2], 3)]).toEqual([1, 1, 0, 0, 0, 2, 0, 0, 1]);
});

it('puts first what most have wrong, otherwise leaves the order', () => {
  expect(
    mistakesFirst(truths, [
      [0, 2, 2, 1, 1],
      [0, 0, 2, 0, 0],
    ]),
  ).toEqual([1, 3, 4, 0, 2]);
});
