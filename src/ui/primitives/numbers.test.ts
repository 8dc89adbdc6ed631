import { expect, test } from 'vitest';
import { fixedPower, unbroken } from './numbers.ts';

test('a number and its percent sign stay on one line, and nothing else is held together', () => {
  expect(unbroken('52 % fewer, 95 % CI 52 to 53 %')).toBe('52\u00a0% fewer, 95\u00a0% CI 52 to 53\u00a0%');
  expect(unbroken('a % of nothing')).toBe('a % of nothing');
});

test('differences of logarithms are infinite where one loss is 0', () => {
  expect([-0.314, -0.001, -Infinity, Infinity, NaN].map((value) => fixedPower(value, 2))).toEqual([
    '−0.31',
    '0.00',
    '−∞',
    '∞',
    '–',
  ]);
});
