/** Which engine is chosen on this machine's adapter, and the reason given. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CalibrationMemory, type Calibration } from './calibrations.ts';
import { chooseEngine } from './choose.ts';
import { openDevice, probeDevice } from './device.ts';
import type { Engine, EngineFactory } from './engine.ts';
import { startReferenceEngine } from './reference/reference-engine.ts';
import { selfTest } from './self-test.ts';
import { startTensorflowEngine } from './tensorflow/start.ts';
import { smallSetup } from './testing/setups.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const requestNothing = () => vi.spyOn(navigator.gpu, 'requestAdapter').mockResolvedValue(null);

/** Makes the software adapter pass for a graphics card. */
async function disguiseAdapter(architecture = 'one'): Promise<void> {
  const adapter = (await navigator.gpu.requestAdapter())!;
  const info = { vendor: 'acme', architecture, description: '', device: '', isFallbackAdapter: false };
  vi.spyOn(Object.getPrototypeOf(adapter) as GPUAdapter, 'info', 'get').mockReturnValue(
    info as GPUAdapterInfo,
  );
}

describe('device', () => {
  test('is recognised as software', async () => {
    const probe = await probeDevice();
    expect(probe.state).toBe('software');
    expect(probe.reason).toBe('no GPU: only a software adapter (google swiftshader)');
  });

  test('opens with the limits of its adapter', async () => {
    const { adapter } = await probeDevice();
    const lost = vi.fn();
    const device = await openDevice(adapter!, lost);
    expect(device.limits.maxStorageBuffersPerShaderStage).toBe(
      adapter!.limits.maxStorageBuffersPerShaderStage,
    );
    expect(device.limits.maxBufferSize).toBe(adapter!.limits.maxBufferSize);
    device.createBuffer({ size: 4, usage: 0 });
    device.destroy();
    await device.lost;
    expect(lost).toHaveBeenCalledOnce();
  });

  test('is said to be missing where there is none, in words that say why', async () => {
    requestNothing();
    expect(await probeDevice()).toMatchObject({ state: 'no-adapter', adapter: null });
    vi.stubGlobal('navigator', {});
    expect(await probeDevice()).toMatchObject({ state: 'none', adapter: null });
    vi.stubGlobal('isSecureContext', false);
    expect(await probeDevice()).toMatchObject({ state: 'insecure', adapter: null });
  });
});

describe('self-test', () => {
  const start: EngineFactory = (setup) => startTensorflowEngine(setup, { backend: 'webgpu', trusted: true });

  test('passes on this adapter', async () => {
    const result = await selfTest(start);
    expect(result.detail).toMatch(/^after 4 steps/);
    expect(result.passed).toBe(true);
  });

  test('fails on gradients of zero, on gradients that are off, and on a device that gives up', async () => {
    const broken =
      (damage: (before: Float32Array, after: Float32Array) => Float32Array): EngineFactory =>
      async (setup) => {
        const engine = await startReferenceEngine(setup);
        const checkpoint = engine.checkpoint.bind(engine);
        engine.checkpoint = async () => {
          const state = await checkpoint();
          return { ...state, weights: damage(setup.weights, state.weights) };
        };
        return engine;
      };
    expect((await selfTest(broken((before) => before))).passed).toBe(false);
    expect((await selfTest(broken((_, after) => after.map((w) => w * 1.01)))).passed).toBe(false);
    expect((await selfTest(broken((_, after) => after.fill(NaN)))).passed).toBe(false);
    expect(await selfTest(() => Promise.reject(new Error('gave up')))).toEqual({
      passed: false,
      detail: 'gave up',
    });
    expect((await selfTest(broken((_, after) => after))).passed).toBe(true);
  });
});

describe('choice', () => {
  const phases: string[] = [];
  const choose = async (
    wish: Parameters<typeof chooseEngine>[1],
    memory?: CalibrationMemory,
  ): Promise<{ engine: Engine; reason: string }> => {
    phases.length = 0;
    const chosen = await chooseEngine(smallSetup(), wish, {
      report: (phase) => phases.push(phase),
      onRecovered: () => undefined,
      ...(memory === undefined ? {} : { memory }),
    });
    expect((await chosen.engine.checkpoint()).step).toBe(0);
    chosen.engine.dispose();
    return chosen;
  };

  test('is the simd engine where the adapter is software', async () => {
    const { engine, reason } = await choose('auto');
    expect(engine.identity.name).toBe('simd');
    expect(reason).toBe('no GPU: only a software adapter (google swiftshader)');
    expect(phases).not.toContain('starting the tensorflow engine');
  });

  test('measures both where there is a GPU', async () => {
    await disguiseAdapter();
    const { reason } = await choose('auto');
    expect(phases).toContain('measuring the engines on this experiment');
    expect(reason).toMatch(/measured on this experiment: .*\d/);
    expect(reason).toMatch(/tensorflow on webgpu [\d.,]+/);
    expect(reason).toMatch(/simd [\d.,]+/);
  });

  test('is remembered with its figures, for this adapter, and not measured again', async () => {
    await disguiseAdapter();
    const told: Calibration[] = [];
    const first = await choose('auto', new CalibrationMemory((calibration) => told.push(calibration)));
    expect(told).toHaveLength(1);
    expect(told[0]!.rates.map(({ engine }) => engine).toSorted()).toEqual(['fused', 'simd', 'tensorflow']);

    const later = new CalibrationMemory(() => expect.unreachable('it was measured again'));
    later.recall(told);
    const second = await choose('auto', later);
    expect(phases).toEqual(['looking for a GPU', `starting the ${first.engine.identity.name} engine`]);
    expect(second.engine.identity).toEqual(first.engine.identity);
    expect(second.reason).toBe(
      first.reason.replace('on this experiment', 'earlier on an experiment of this shape'),
    );
    vi.restoreAllMocks();

    await disguiseAdapter('two');
    const elsewhere = new CalibrationMemory((calibration) => told.push(calibration));
    elsewhere.recall(told);
    await choose('auto', elsewhere);
    expect(phases).toContain('measuring the engines on this experiment');
    expect(told).toHaveLength(2);
  });

  test('is measured again if the remembered engine does not start', async () => {
    await disguiseAdapter();
    const memory = new CalibrationMemory();
    vi.spyOn(memory, 'find').mockReturnValue([{ engine: 'tensorflow', rate: 1e9 }]);
    const adapter = await navigator.gpu.requestAdapter();
    const requestDevice = vi
      .spyOn(Object.getPrototypeOf(adapter) as GPUAdapter, 'requestDevice')
      .mockRejectedValueOnce(new Error('busy'));
    const { reason } = await choose('auto', memory);
    expect(requestDevice.mock.calls.length).toBeGreaterThan(1);
    expect(reason).toMatch(/measured on this experiment/);
  });

  test('is the requested engine', async () => {
    expect((await choose('reference')).engine.identity.name).toBe('reference');
    const { engine, reason } = await choose('tensorflow');
    expect(engine.identity).toMatchObject({ name: 'tensorflow', backend: 'webgpu' });
    expect(engine.identity.adapter).not.toBeNull();
    expect(reason).toBe('tensorflow on webgpu was requested');
  });

  test('falls back within tensorflow and says why', async () => {
    requestNothing();
    const { engine, reason } = await choose('tensorflow');
    expect(engine.identity).toEqual({ name: 'tensorflow', backend: 'wasm', adapter: null });
    expect(reason).toMatch(/^webgpu failed \(no GPU: .*\); tensorflow on wasm was requested$/);
  });
});
