import { expect, test } from 'vitest';
import { fields } from '../../experiment/fields.ts';
import { compact, duration, fieldNumber, fixed, fixedPower, grouped, percent, unbroken } from './numbers.ts';

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

test.each([
  [0, '0.0 s'],
  [0.62, '0.6 s'],
  [9.94, '9.9 s'],
  [9.96, '10 s'],
  [59.4, '59 s'],
  [59.6, '1 min 0 s'],
  [200, '3 min 20 s'],
  [3599.4, '59 min 59 s'],
  [3599.6, '1 h 0 min'],
  [3600, '1 h 0 min'],
  [7320, '2 h 2 min'],
  [7379, '2 h 2 min'],
])('%d seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test.each([
  [0, '0'],
  [-0, '0'],
  [0.0001, '0.0001'],
  [0.00009999, '1e−4'],
  [-0.00001234, '−1.23e−5'],
  [0.012345, '0.0123'],
  [-2.5, '−2.5'],
  [999.4, '999'],
  [1000.6, '1001'],
  [123456.7, '123457'],
  [1e6, '1e+6'],
  [NaN, 'not finite'],
  [Infinity, 'not finite'],
])('%d is %s in short', (value, text) => {
  expect(compact(value)).toBe(text);
});

test('numbers have a minus sign of their own, and nothing that is shown as zero has one', () => {
  expect([fixed(-1.25, 1), fixed(-0.04, 1), fixed(0.04, 2)]).toEqual(['−1.3', '0.0', '0.04']);
  expect([percent(0.527), percent(-0.0001), percent(-0.5, 0)]).toEqual(['52.7 %', '0.0 %', '−50 %']);
  expect([grouped(1234567.4), grouped(999)]).toEqual(['1,234,567', '999']);
});
