import { expect, it } from 'vitest';
import { numbersOf, othersIn, textOf } from './characters.ts';

it('numbers characters by the alphabet, and all others by its length', () => {
  expect(numbersOf('abc', 'cab é')).toEqual([2, 0, 1, 3, 3]);
  expect(textOf('abc', [2, 0, 1, 3])).toBe('cab□');
  expect(othersIn('abc', 'é cabé')).toEqual(['é', ' ']);
});
