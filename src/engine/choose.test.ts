/** Without WebGPU, as in Node, the choice is made without loading tfjs. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CalibrationMemory, shapeOf } from './calibrations.ts';
import { chooseEngine, stepsPerSecond } from './choose.ts';
import type { Engine } from './engine.ts';
import { startReferenceEngine } from './reference/reference-engine.ts';
import { fragile } from './testing/fragile.ts';
import { smallSetup } from './testing/setups.ts';

vi.mock('./tensorflow/start.ts', () => {
  throw new Error('tfjs was loaded');
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const quiet = { report: () => undefined, onRecovered: () => undefined };

test('auto takes the simd engine and loads no tfjs', async () => {
  const { engine, reason } = await chooseEngine(smallSetup(), 'auto', quiet);
  expect(engine.identity).toEqual({ name: 'simd', backend: 'wasm', adapter: null });
  expect(reason).toBe('no GPU: this browser has no WebGPU');
  engine.dispose();
});

test('the engine is restarted three times, the last time here, and gives the same', async () => {
  const setup = smallSetup();
  const plain = await startReferenceEngine(setup);
  const wanted = [];
  for (let i = 0; i < 8; i += 1) wanted.push(await plain.train(2));
  let started = 0;
  const reasons: string[] = [];
  const { engine } = await chooseEngine(setup, 'reference', {
    report: () => undefined,
    onRecovered: ({ reason }) => reasons.push(reason),
    onProcessor: async (_name, of) => {
      started += 1;
      // The first engine breaks after two calls, every later one takes the state and breaks at once.
      return fragile(await startReferenceEngine(of), started === 1 ? 2 : 1);
    },
  });
  const got = [];
  for (let i = 0; i < 8; i += 1) got.push(await engine.train(2));
  expect(got).toEqual(wanted);
  expect(started).toBe(3);
  expect(reasons).toEqual(['device lost', 'device lost', 'device lost']);
});

describe('without WebAssembly', () => {
  const why = 'there is no WebAssembly here';

  test('auto takes the reference engine, and says why', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    const { engine, reason } = await chooseEngine(smallSetup(), 'auto', quiet);
    expect(engine.identity.name).toBe('reference');
    expect(reason).toBe(`no GPU: this browser has no WebGPU; ${why}`);
    engine.dispose();
  });

  test('so does simd requested by name: the bits are the same', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    const { engine, reason } = await chooseEngine(smallSetup(), 'simd', quiet);
    expect(engine.identity.name).toBe('reference');
    expect(reason).toBe(`${why}; reference gives the same bits`);
    engine.dispose();
  });

  test('and where simd does not start', async () => {
    const { engine, reason } = await chooseEngine(smallSetup(), 'auto', {
      ...quiet,
      onProcessor: (name, setup) =>
        name === 'simd' ? Promise.reject(new Error('out of memory')) : startReferenceEngine(setup),
    });
    expect(engine.identity.name).toBe('reference');
    expect(reason).toContain('simd failed (out of memory)');
    engine.dispose();
  });
});

test('requested by name, an engine that cannot be loaded is an error', async () => {
  await expect(chooseEngine(smallSetup(), 'tensorflow', quiet)).rejects.toThrow();
});

test('what was measured elsewhere changes nothing where there is no GPU', async () => {
  const memory = new CalibrationMemory();
  vi.spyOn(memory, 'find').mockReturnValue([{ engine: 'reference', rate: 1e6 }]);
  const { engine, reason } = await chooseEngine(smallSetup(), 'auto', { ...quiet, memory });
  expect(engine.identity.name).toBe('simd');
  expect(reason).toBe('no GPU: this browser has no WebGPU');
  engine.dispose();
});

describe('calibrations', () => {
  const adapter = { vendor: 'acme', architecture: 'one', description: 'Acme One' };

  test('are stored by adapter, network, activation, optimizer, batch and number of replicas', () => {
    const setup = smallSetup();
    const others = [
      smallSetup({ optimizer: { name: 'adam' } }),
      smallSetup({ optimizer: { clip: 1 } }),
      smallSetup({ activation: 'relu' }),
      smallSetup({ learningRates: [0.1] }),
      smallSetup({}, { batch: 3 }),
      smallSetup({ widths: [3, 4, 4, 2] }),
    ].map((other) => shapeOf(other, adapter));
    const elsewhere = (['vendor', 'architecture', 'description'] as const).map((name) =>
      shapeOf(setup, { ...adapter, [name]: 'other' }),
    );
    const all = [shapeOf(setup, adapter), ...others, ...elsewhere];
    expect(new Set(all).size).toBe(10);
    expect(shapeOf(smallSetup({ seed: 7 }), adapter)).toBe(all[0]);
  });

  test('are short, whatever an adapter calls itself', () => {
    expect(shapeOf(smallSetup(), { ...adapter, description: 'x'.repeat(1e4) }).length).toBeLessThan(200);
  });

  test('are reported when they are new, not when they are recalled', () => {
    const told: unknown[] = [];
    const memory = new CalibrationMemory((calibration) => told.push(calibration));
    const old = { shape: 'old', rates: [{ engine: 'fused', rate: 3 }] } as const;
    const fresh = { shape: 'fresh', rates: [{ engine: 'reference', rate: 5 }] } as const;
    memory.recall([old]);
    expect(told).toEqual([]);
    memory.keep(fresh);
    expect(told).toEqual([fresh]);
    expect(memory.find('old')).toEqual(old.rates);
    expect(memory.find('fresh')).toEqual(fresh.rates);
    expect(memory.find('never seen')).toBeNull();
  });
});

describe('the speed of an engine', () => {
  /** A clock that advances only while an engine trains: `first` ms for the first step, `each` for every other. */
  function timed(first: number, each: number) {
    const asked: number[] = [];
    let [now, restored] = [1000, 0];
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const engine = {
      checkpoint: () => Promise.resolve('before'),
      restore: (state: unknown) => void (restored += state === 'before' ? 1 : 100),
      train: async (steps: number) => {
        now += asked.length === 0 ? first : steps * each;
        asked.push(steps);
      },
    } as unknown as Engine;
    const spent = (): number => now - 1000;
    return { engine, asked, spent, restored: () => restored };
  }

  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('is measured without its first step, in ever longer parts, within its time, and leaves no trace', async () => {
    const { engine, asked, spent, restored } = timed(74, 2);
    expect(await stepsPerSecond(engine, 500)).toBe(500);
    expect(asked).toEqual([1, 1, 2, 4, 8, 16, 32, 50, 50]);
    expect(spent()).toBe(400);
    expect(restored()).toBe(1);
  });

  test('is measured by one step where that takes all the time there is', async () => {
    const { engine, asked } = timed(90, 600);
    expect(await stepsPerSecond(engine, 500)).toBeCloseTo(1 / 0.6, 9);
    expect(asked).toEqual([1, 1]);
  });

  test('is a number where the clock is too coarse for a step', async () => {
    const { engine } = timed(400, 0);
    let now = 1000;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    engine.train = async (steps) => {
      // Rounded, as browsers do.
      now = steps < 50 ? 1000 : 2000;
      return { loss: new Float32Array(0), watched: new Float32Array(0) };
    };
    expect(await stepsPerSecond(engine, 500)).toBe(32 / 0.0001);
  });
});
