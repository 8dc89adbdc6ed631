/** Which entries of the browser's storage are kept runs, and what other tabs' changes are told as. */
import { afterEach, expect, it, vi } from 'vitest';
import { keptRunOf } from '../record/saved/record.ts';
import { keptRunStorage } from './browser-storage.ts';
import { historyOf, stubLocalStorage } from './testing/comparing.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const run = keptRunOf(historyOf(), 'abcdef', null, 1e12);

it('finds what it put, and takes nothing else for a run', () => {
  const kept = stubLocalStorage();
  const text = JSON.stringify(run);
  Object.assign(kept, { [`my-farcast-run-${run.id}`]: text, 'farcast-run': text, other: text });
  expect(keptRunStorage().load()).toEqual([]);
  expect(keptRunStorage().put(run)).toBeNull();
  expect(keptRunStorage().load()).toEqual([run]);
  expect(Object.keys(kept)).toContain(`farcast-run-${run.id}`);
  keptRunStorage().remove(run.id);
  expect(keptRunStorage().load()).toEqual([]);
  expect(Object.keys(kept)).toHaveLength(3);
});

it('tells which run another tab removed, that it changed one or all, and nothing of other entries', () => {
  type Heard = (event: { readonly key: string | null; readonly newValue: string | null }) => void;
  let hear: Heard = () => undefined;
  vi.stubGlobal('addEventListener', (_type: string, listener: Heard) => (hear = listener));
  const told: (string | null)[] = [];
  keptRunStorage().watch((gone) => told.push(gone));
  hear({ key: 'farcast-run-a', newValue: null });
  hear({ key: 'farcast-run-b', newValue: '{}' });
  hear({ key: null, newValue: null });
  expect(told).toEqual(['a', null, null]);
  hear({ key: 'farcast-preferences', newValue: null });
  hear({ key: 'my-farcast-run-a', newValue: null });
  expect(told).toHaveLength(3);
});
