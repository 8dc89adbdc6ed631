import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startReferenceEngine } from '../engine/reference/reference-engine.ts';
import type { ExperimentSpec } from '../experiment/fields.ts';
import { checkSpec } from '../experiment/spec.ts';
import { prepareRun, type Phase, type Preparation } from './prepare.ts';
import { hurryClock } from './testing/hurried-clock.ts';

beforeEach(hurryClock);
afterEach(() => {
  vi.restoreAllMocks();
});

const learning: Partial<ExperimentSpec> = {
  ...{ samples: 32, layers: [3], steps: 60, seeds: [1, 2], window: 8, warmup: 10, tune: 'each' },
  arms: ['control', 'introspection'],
};

/** Prepares it as far as `until`, which is then given up; what was told of every phase, and engines still there. */
async function prepare(values: Partial<ExperimentSpec>, until: Phase | null) {
  const { spec } = checkSpec(values);
  const told: { phase: Phase; share: number | null }[] = [];
  let engines = 0;
  const prepared = await prepareRun(
    { spec, rates: [spec.learningRate], told: 'all', images: null },
    {
      startEngine: async (setup) => {
        engines += 1;
        const engine = await startReferenceEngine(setup);
        return { ...bound(engine), dispose: () => (engines -= 1) };
      },
      goOn: async (phase, share) => {
        told.push({ phase, share });
        return phase !== until;
      },
    },
  ).catch((error: unknown): Preparation | null => {
    expect(String(error)).toContain('given up');
    return null;
  });
  return { prepared, told, engines: () => engines };
}

/** An engine as a plain object, so that a method of it can be another. */
const bound = (engine: Awaited<ReturnType<typeof startReferenceEngine>>): typeof engine =>
  new Proxy(engine, {
    ownKeys: () => [...Reflect.ownKeys(engine), ...Reflect.ownKeys(Reflect.getPrototypeOf(engine)!)],
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    get: (target, name) => {
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });

it.each(['plan', 'tune', 'record', 'train'] as const)(
  'gives others a turn in the phase “%s”, and is given up there',
  async (until) => {
    const { prepared, told, engines } = await prepare(learning, until);
    expect(prepared).toBeNull();
    expect(told.filter(({ phase }) => phase === until)).toHaveLength(1);
    expect(told.at(-1)!.phase).toBe(until);
    expect(engines()).toBe(0);
  },
);

it('tells what share is done, never less than before', async () => {
  const { prepared, told, engines } = await prepare(learning, null);
  expect(prepared?.tuning?.arms).toHaveLength(2);
  expect(prepared?.transfer).not.toBeNull();
  expect(engines()).toBe(0);
  for (const phase of ['tune', 'record', 'train']) {
    const shares = told.filter((each) => each.phase === phase).map(({ share }) => share!);
    expect(shares.length).toBeGreaterThan(2);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
  }
});

it('does not wait for the end of a network to give others a turn', async () => {
  const { told } = await prepare({ ...learning, tune: 'off' }, null);
  // Each network is trained by 2,048 updates.
  expect(told.filter(({ phase }) => phase === 'train').length).toBeGreaterThan(2 * 1000);
});

it('plans seed by seed', async () => {
  const { told } = await prepare({ ...learning, tune: 'off', arms: ['control'], seeds: [1, 2, 3, 4] }, null);
  // A data set and weights each.
  expect(told.filter(({ phase }) => phase === 'plan').length).toBeGreaterThanOrEqual(8);
});
