import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { App } from '../../store/state.ts';
import { later } from './later.ts';
import { warmUp } from './warm-up.ts';

vi.mock('../workbench/benches.ts', () => ({ benches: [{ load: () => Promise.resolve() }] }));
vi.mock('./later.ts', async (importOriginal) => {
  const names = Object.keys((await importOriginal<{ later: object }>()).later);
  return { later: Object.fromEntries(names.map((name) => [name, vi.fn(() => Promise.resolve({}))])) };
});

const network = new EventTarget();
let tell: (state: { run: { lifecycle: string } | null }) => void;
let isHeard: boolean;
const app = {
  store: {
    subscribe: (listener: typeof tell) => {
      tell = listener;
      isHeard = true;
      return () => (isHeard = false);
    },
  },
} as unknown as App;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('addEventListener', network.addEventListener.bind(network));
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it('waits for the first run, and tells whether files are kept', async () => {
  const warm = vi.fn();
  const warming = warmUp(app, () => Promise.resolve(true), warm);
  for (const run of [null, { lifecycle: 'preparing' }, { lifecycle: 'running' }]) tell({ run });
  await vi.advanceTimersByTimeAsync(5000);
  expect(later.tour).not.toHaveBeenCalled();
  tell({ run: { lifecycle: 'finished' } });
  expect(isHeard).toBe(false);
  await vi.runAllTimersAsync();
  await warming;
  expect(later.tour).toHaveBeenCalledOnce();
  expect(warm.mock.calls).toEqual([[true]]);
});

it('is warm only once everything is here: what is missing is fetched when the network is back', async () => {
  vi.mocked(later.tour).mockClear().mockRejectedValueOnce(new Error('no network'));
  const warm = vi.fn();
  const warming = warmUp(app, () => Promise.resolve(false), warm);
  await vi.runAllTimersAsync();
  expect(later.tour).toHaveBeenCalledOnce();
  expect(warm).not.toHaveBeenCalled();
  network.dispatchEvent(new Event('online'));
  await vi.runAllTimersAsync();
  await warming;
  expect(later.tour).toHaveBeenCalledTimes(2);
  expect(warm.mock.calls).toEqual([[false]]);
});
