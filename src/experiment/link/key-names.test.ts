import { expect, it } from 'vitest';
import { nearestKey } from './key-names.ts';

const long = 'abcdefghij'.repeat(4);
const called = new Map([
  ['lr', ['learning rate', long]],
  ['steps', ['steps']],
  ['seeds', ['seeds']],
]);

it.each<[given: string, key: string | null]>([
  ['Learning_Rate', 'lr'],
  ['stpes', 'steps'],
  ['steps', null],
  ['…', null],
  // Equally near to both.
  ['seps', 'steps'],
  ['xteps', 'steps'],
  ['xtepx', null],
  [long, 'lr'],
])('%s is taken for %s', (given, key) => {
  expect(nearestKey(given, called)).toBe(key);
});

it('reads no more than 40 characters, which no name is longer than', () => {
  expect(nearestKey(`${long}k`.repeat(100), called)).toBe('lr');
  expect(nearestKey(long.slice(1).padEnd(100, 'k'), called)).toBeNull();
});
