/** If engine workers fail, the reference engine computes in the run's own worker. */
import { afterEach, expect, it, vi } from 'vitest';
import { jumpSetup } from '../engine/testing/jump-run.ts';
import { startPooled } from './engine-pool.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

it('an engine worker that fails does not end the worker that started it', async () => {
  const prevented = vi.fn();
  let ended = 0;
  class Failing {
    onerror: ((event: unknown) => void) | null = null;
    postMessage(): void {
      queueMicrotask(() => this.onerror?.({ message: 'odd', preventDefault: prevented }));
    }
    terminate(): void {
      ended += 1;
    }
  }
  vi.stubGlobal('Worker', Failing);
  vi.stubGlobal('navigator', { hardwareConcurrency: 2 });
  const engine = await startPooled('reference', jumpSetup);
  expect((await engine.train(1)).loss).toHaveLength(jumpSetup.replicas.length);
  expect(prevented).toHaveBeenCalled();
  expect(ended).toBeGreaterThan(0);
});
