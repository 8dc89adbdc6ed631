/** Waits that never end by themselves. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as deviceModule from './device.ts';
import type { Engine } from './engine.ts';
import { startReferenceEngine } from './reference/reference-engine.ts';
import { ResilientEngine, type Recovery } from './resilient/resilient-engine.ts';
import { smallSetup } from './testing/setups.ts';
import { limits, NoAnswer, within } from './within.ts';

const never = new Promise<never>(() => undefined);

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetModules();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a wait', () => {
  it('has an end, and what comes later is put away', async () => {
    const late: string[] = [];
    const slow = new Promise<string>((resolve) => setTimeout(() => resolve('here'), 60_000));
    const waited = within(slow, 10, 'the thing', (value) => late.push(value));
    let isOver = false;
    const told = expect(waited.finally(() => (isOver = true))).rejects.toThrow(
      'the thing did not answer within 10 s',
    );
    await vi.advanceTimersByTimeAsync(9500);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(1500);
    await told;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(late).toEqual(['here']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives what comes in time, errors too, and leaves no timer', async () => {
    expect(await within(Promise.resolve(3), 1, 'it')).toBe(3);
    await expect(within(Promise.reject(new Error('no')), 1, 'it')).rejects.not.toBeInstanceOf(NoAnswer);
    const failure = new TypeError('no');
    await expect(within(Promise.reject(failure), 1, 'it')).rejects.toBe(failure);
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- libraries do
    await expect(within(Promise.reject('no words'), 1, 'it')).rejects.toEqual(new Error('no words'));
    const failed = within(new Promise((_, reject) => setTimeout(reject, 60_000, failure)), 1, 'it');
    const rejected = expect(failed).rejects.toBeInstanceOf(NoAnswer);
    await vi.advanceTimersByTimeAsync(61_000);
    await rejected;
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('an adapter that is never given', () => {
  const silent = { requestAdapter: vi.fn(() => never) };
  const load = (): Promise<typeof deviceModule> => {
    silent.requestAdapter.mockClear();
    vi.stubGlobal('navigator', { gpu: silent });
    return import('./device.ts');
  };

  it('is waited for once', async () => {
    const { probeDevice } = await load();
    const first = probeDevice();
    await vi.advanceTimersByTimeAsync(1000 * limits.adapter + 2000);
    expect(await first).toMatchObject({
      state: 'no-adapter',
      reason: `no GPU: WebGPU did not answer within ${limits.adapter} s`,
    });
    expect((await probeDevice()).state).toBe('no-adapter');
    expect(silent.requestAdapter).toHaveBeenCalledTimes(1);
  });

  it('is not requested by the reference engine, and only delays the choice', async () => {
    await load();
    const { chooseEngine } = await import('./choose.ts');
    const quiet = { report: () => undefined, onRecovered: () => undefined };
    const reference = await chooseEngine(smallSetup(), 'reference', quiet);
    expect(silent.requestAdapter).not.toHaveBeenCalled();
    expect(reference.gpu).toBeUndefined();
    const choosing = chooseEngine(smallSetup(), 'auto', quiet);
    await vi.advanceTimersByTimeAsync(1000 * limits.adapter + 2000);
    expect(await choosing).toMatchObject({
      gpu: 'no-adapter',
      reason: expect.stringContaining('did not answer') as string,
    });
  });
});

describe('a graphics device that answers no more', () => {
  it('counts as lost: another engine continues from the checkpoint', async () => {
    const setup = smallSetup();
    const hanging = await startReferenceEngine(setup);
    const state = await hanging.checkpoint();
    const whole = await (await startReferenceEngine(setup)).train(5);
    const device: Engine = Object.assign(Object.create(hanging) as Engine, {
      identity: { name: 'fused', backend: 'webgpu', adapter: null },
      train: () => never,
      dispose: () => undefined,
    });
    const recoveries: Recovery[] = [];
    const engine = new ResilientEngine(device, state, [() => startReferenceEngine(setup)], (recovery) =>
      recoveries.push(recovery),
    );
    const training = engine.train(5);
    await vi.advanceTimersByTimeAsync(1000 * limits.call + 2000);
    expect(await training).toEqual(whole);
    expect(recoveries).toMatchObject([{ reason: `the GPU did not answer within ${limits.call} s` }]);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(recoveries).toHaveLength(1);
    engine.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });
});
