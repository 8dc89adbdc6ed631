import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startReferenceEngine } from '../../engine/reference/reference-engine.ts';
import type { ArmId, ExperimentSpec } from '../../experiment/fields.ts';
import { checkSpec } from '../../experiment/spec.ts';
import { prepareRun, type Phase, type Preparation } from './prepare.ts';
import { hurryClock } from '../testing/hurried-clock.ts';

beforeEach(hurryClock);
afterEach(() => {
  vi.restoreAllMocks();
});

const small: Partial<ExperimentSpec> = { samples: 32, layers: [3], steps: 60, seeds: [1, 2], window: 8 };
const tuned = { ...small, tune: 'each', arms: ['control', 'recent'] } as const;
const learning = { ...small, arms: ['control', 'introspection'] as readonly ArmId[] };

/** Prepares up to the phase `until` and then cancels; returns the reports of every phase and the engines still open. */
async function prepare(values: Partial<ExperimentSpec>, until: Phase | null) {
  const { spec } = checkSpec(values);
  const told: { phase: Phase; share: number | null }[] = [];
  let engines = 0;
  const prepared = await prepareRun(
    { spec, rates: [spec.learningRate], told: 'all', data: null },
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
    expect(String(error)).toContain('cancelled');
    return null;
  });
  return { prepared, told, engines: () => engines };
}

/** An engine as a plain object, so that methods can be replaced. */
const bound = (engine: Awaited<ReturnType<typeof startReferenceEngine>>): typeof engine =>
  new Proxy(engine, {
    ownKeys: () => [...Reflect.ownKeys(engine), ...Reflect.ownKeys(Reflect.getPrototypeOf(engine)!)],
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    get: (target, name) => {
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });

it.each([
  ['plan', small],
  ['tune', tuned],
  ['record', learning],
  ['train', learning],
] as const)('gives others a turn in the phase “%s”, and is given up there', async (until, values) => {
  const { prepared, told, engines } = await prepare(values, until);
  expect(prepared).toBeNull();
  expect(told.filter(({ phase }) => phase === until)).toHaveLength(1);
  expect(told.at(-1)!.phase).toBe(until);
  expect(engines()).toBe(0);
});

it.each([
  ['tune', tuned],
  ['record', learning],
  ['train', learning],
] as const)('reports the progress of the phase “%s”, which never decreases', async (phase, values) => {
  const { prepared, told, engines } = await prepare(values, null);
  expect(prepared?.tuning === null).toBe(phase !== 'tune');
  expect(prepared?.transfer === null).toBe(phase === 'tune');
  expect(engines()).toBe(0);
  const shares = told.filter((each) => each.phase === phase).map(({ share }) => share!);
  expect(shares.length).toBeGreaterThan(2);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
});

it('does not wait for the end of a network to give others a turn', async () => {
  const { told } = await prepare(learning, null);
  // Each of the two networks is trained by 2,048 updates.
  expect(told.filter(({ phase }) => phase === 'train').length).toBeGreaterThan(2 * 1000);
});

it('plans seed by seed', async () => {
  const { told } = await prepare({ ...small, arms: ['control'], seeds: [1, 2, 3, 4] }, null);
  // A data set and initial weights for each.
  expect(told.filter(({ phase }) => phase === 'plan').length).toBeGreaterThanOrEqual(8);
});
