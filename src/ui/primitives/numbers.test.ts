import { expect, test } from 'vitest';
import { fields } from '../../experiment/fields.ts';
import { fieldNumber, fixedPower, unbroken } from './numbers.ts';

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

test.each([
  ['learningRate', 0.3, '0.3'],
  ['learningRate', 0.123456, '0.123456'],
  ['learningRate', 0.1235, '0.1235'],
  ['learningRate', 1 / 3, '0.3333333333333333'],
  ['learningRate', 0.0001, '0.0001'],
  ['goal', 0, 'auto'],
  ['goal', 0.00123456, '0.00123456'],
  ['changeFactor', 0.5, '0.5'],
  ['noise', 0.1, '0.10'],
  ['noise', 0.123456, '0.123456'],
  ['steps', 20000, '20000'],
] as const)('%s %d is shown exactly, as %s', (name, value, text) => {
  expect(fieldNumber(fields[name], value)).toBe(text);
  if (value !== 0) expect(Number(fieldNumber(fields[name], value))).toBe(value);
});
