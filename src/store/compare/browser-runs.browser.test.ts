/** A thousand runs in the browser's database, and two tabs that write at once. */
import { afterEach, expect, test } from 'vitest';
import { trySavedRow } from '../../record/saved/parse.ts';
import { browserRuns } from './browser-runs.ts';
import type { RunStorage, StoredChange } from './compare-state.ts';

let name = '';
let databases = 0;

const opened = async (count: number): Promise<RunStorage[]> => {
  databases += 1;
  name = `saved-runs-test-${databases}`;
  return Promise.all(Array.from({ length: count }, () => browserRuns(name)));
};

afterEach(() => {
  indexedDB.deleteDatabase(name);
});

const changeOf = (id: string, given = '', points = 200): StoredChange => ({
  row: {
    ...{ id, experimentId: 'abcdef', name: given, link: '#v=3', keptAt: 1, difference: '', verdict: '' },
    ...{ seeds: 2, centre: 'median', engine: 'simd', digest: null },
  },
  detail: {
    curves: Array.from({ length: 5 }, () => ({
      ...{ arm: 'control', stopped: 0 },
      ...{ steps: Array(points).fill(1), ledger: Array(points).fill(1), loss: Array(points).fill(1) },
    })),
    ends: [],
  },
});

test('a thousand runs are stored, listed without their curves, and removed', async () => {
  const [runs] = (await opened(1)) as [RunStorage];
  await Promise.all(Array.from({ length: 1000 }, (_, i) => runs.update(`r${i}`, () => changeOf(`r${i}`))));
  const rows = await runs.rows();
  expect(rows).toHaveLength(1000);
  expect(rows.every((row) => trySavedRow(row) !== null && !('curves' in (row as object)))).toBe(true);
  expect(await runs.detail('r999')).toEqual(changeOf('r999').detail);
  await runs.remove(Array.from({ length: 999 }, (_, i) => `r${i}`));
  expect(await runs.rows()).toHaveLength(1);
  expect(await runs.detail('r5')).toBeUndefined();
});

test('two tabs change the same run at once, and each hears of the other', async () => {
  const [a, b] = (await opened(2)) as [RunStorage, RunStorage];
  const heard = new Promise<void>((resolve) => b.watch(resolve));
  await a.update('x', () => changeOf('x', '', 1));
  await heard;
  // Every change is made to what is stored: none of fifty is lost.
  await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      (i % 2 === 0 ? a : b).update('x', (stored) => {
        const row = trySavedRow(stored)!;
        return { row: { ...row, name: `${row.name}${i % 2 === 0 ? 'a' : 'b'}` } };
      }),
    ),
  );
  const [row] = await a.rows();
  expect(trySavedRow(row)!.name.split('').sort().join('')).toBe('a'.repeat(25) + 'b'.repeat(25));
  // What was not given is still there.
  expect(await b.detail('x')).toEqual(changeOf('x', '', 1).detail);
});

test('a change that is refused leaves everything as it was, and rejects', async () => {
  const [runs] = (await opened(1)) as [RunStorage];
  await runs.update('x', () => changeOf('x', 'before', 1));
  const uncloneable = { ...changeOf('x', 'after', 1), detail: (() => 1) as never };
  await expect(runs.update('x', () => uncloneable)).rejects.toThrow();
  expect(trySavedRow((await runs.rows())[0])!.name).toBe('before');
  await runs.update('gone', () => null);
  expect(await runs.rows()).toHaveLength(1);
});
