import { expect, test } from 'vitest';
import { gather } from './gather.ts';

/** Ten rows of three features: row r is r, r + .25, r + .5. */
const values = Float32Array.from({ length: 30 }, (_, i) => Math.floor(i / 3) + (i % 3) / 4);

test.each([1, 3, 4, 6])('%d examples from rows in any order, feature by feature', (count) => {
  const rows = Uint32Array.of(7, 0, 3, 3, 5, 1);
  const into = new Float32Array(3 * count + 1).fill(-1);
  gather(values, 3, 2, rows, count, into);
  const wanted = [0, 0.25, 0.5].flatMap((part) => [...rows.subarray(0, count)].map((row) => 2 + row + part));
  expect([...into]).toEqual([...wanted, -1]);
});

test('as they are stored where no order is given', () => {
  const into = new Float32Array(15);
  gather(values, 3, 4, null, 5, into);
  expect([...into]).toEqual([0, 0.25, 0.5].flatMap((part) => [4, 5, 6, 7, 8].map((row) => row + part)));
});
