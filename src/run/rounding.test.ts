import { expect, it } from 'vitest';
import { sensitiveSpread } from '../core/evidence/rounding.ts';
import type { EngineSetup } from '../engine/engine.ts';
import { startReferenceEngine } from '../engine/reference/reference-engine.ts';
import type { ExperimentSpec } from '../experiment/fields.ts';
import { checkSpec } from '../experiment/spec.ts';
import { planRun, type RunPlan } from './plan/plan.ts';
import { perturb, perturbedControls, type Perturbed } from './rounding.ts';
import { column, runOf } from './testing/runs.ts';

const planOf = (values: Partial<ExperimentSpec>): RunPlan => planRun(checkSpec(values).spec, null);
const always = async (): Promise<boolean> => true;

async function perturbed(values: Partial<ExperimentSpec>): Promise<Perturbed> {
  const outcome = await perturb(planOf(values), startReferenceEngine, always);
  if (outcome === null) throw new Error('nothing was told');
  return outcome;
}

const few: Partial<ExperimentSpec> = { samples: 32, layers: [8, 8], seeds: [1, 2, 3] };
const chaotic: Partial<ExperimentSpec> = { ...few, task: 'spiral', steps: 300, learningRate: 5 };

it.each([
  ['the default', {}],
  ['circles', { task: 'circles' }],
  ['Adam', { optimizer: 'adam', learningRate: 0.01 }],
] satisfies [string, Partial<ExperimentSpec>][])('%s forgives rounding, by far', async (_, values) => {
  const { seeds, spread } = await perturbed({ ...values, samples: 64, seeds: [1, 2, 3, 4] });
  expect(seeds).toEqual([1, 2, 3, 4]);
  // Nonzero, so that something was compared; and a hundredth of the threshold.
  expect(Math.max(...spread)).toBeGreaterThan(1e-8);
  expect(Math.max(...spread)).toBeLessThan(sensitiveSpread / 100);
});

it.each([
  ['a large learning rate', chaotic],
  ['learning rate 3', { learningRate: 3, seeds: [1, 2, 3, 4] }],
  ['small batches at a large rate', { batch: 8, learningRate: 1, seeds: [1, 2, 3, 4] }],
] satisfies [string, Partial<ExperimentSpec>][])('%s does not', async (_, values) => {
  const { spread } = await perturbed(values);
  expect(Math.max(...spread)).toBeGreaterThan(10 * sensitiveSpread);
});

it('gives the same twice, whatever the other arms', async () => {
  const first = await perturbed(chaotic);
  expect(await perturbed(chaotic)).toEqual(first);
  expect(await perturbed({ ...chaotic, arms: ['control', 'search', 'faster', 'farcaster'] })).toEqual(first);
});

it('trains what the experiment trains as its control, up to the target, and copies that start an ulp off', async () => {
  const values = { batch: 16, learningRate: 0.5, steps: 100 };
  let setup: EngineSetup | null = null;
  const blocks: Float32Array[] = [];
  const { loss, plan } = await runOf(values);
  await perturb(
    plan,
    async (pairs) => {
      setup = pairs;
      const engine = await startReferenceEngine(pairs);
      const train = engine.train.bind(engine);
      engine.train = async (steps) => {
        const block = await train(steps);
        blocks.push(block.loss);
        return block;
      };
      return engine;
    },
    always,
  );
  const all = blocks.flatMap((block) => [...block]);
  expect(all).toHaveLength(70 * 6);
  for (const seed of [0, 1, 2])
    expect(all.filter((_, at) => at % 6 === 2 * seed)).toEqual(column(loss, seed).slice(0, 70));
  const { weights, model } = setup!;
  const { count } = model.parameters;
  const [own, copy] = [0, 1].map((r) => weights.subarray(r * count, (r + 1) * count)) as [
    Float32Array,
    Float32Array,
  ];
  own.forEach((weight, p) => {
    const step = Math.abs(copy[p]! - weight) / Math.abs(weight || 1);
    expect(step).toBeLessThanOrEqual(2 ** -23);
    expect(step > 0).toBe(weight !== 0);
  });
});

it('counts the loss after the last step, which is the target', async () => {
  const outcome = await perturb(
    planOf({ ...few, seeds: [4, 9], steps: 20 }),
    async (setup) => {
      const engine = await startReferenceEngine(setup);
      engine.nextLoss = async () => Float32Array.of(1, 1, 1, 2);
      return engine;
    },
    always,
  );
  expect(outcome!.seeds).toEqual([4, 9]);
  expect(outcome!.spread[0]).toBeLessThan(1e-5);
  expect(outcome!.spread[1]).toBeCloseTo(Math.LN2, 6);
});

it('stops on request, and frees its engine', async () => {
  let looks = 0;
  let disposed = 0;
  const outcome = await perturb(
    planOf({ steps: 20000, seeds: [1] }),
    async (setup) => {
      const engine = await startReferenceEngine(setup);
      return { ...engine, train: engine.train.bind(engine), dispose: () => (disposed += 1) };
    },
    async () => (looks += 1) < 3,
  );
  expect(outcome).toBeNull();
  expect(looks).toBe(3);
  expect(disposed).toBe(1);
});

it('checks fewer seeds if training is long, and says so if it checks none', async () => {
  const seeds = [1, 2, 3, 4, 5, 6];
  expect(perturbedControls(planOf({ seeds }))).toEqual([0, 1, 2, 3]);
  expect(perturbedControls(planOf({ seeds, steps: 20000 }))).toEqual([0, 1]);
  const heavy = { seeds: [1], samples: 4096, layers: [64, 64], steps: 2000 };
  expect(perturbedControls(planOf(heavy))).toEqual([]);
  const never = (): never => {
    throw new Error('an engine was started');
  };
  expect(await perturb(planOf(heavy), never, always)).toMatchObject({
    seeds: [],
    spread: [],
    unchecked: 'it would take too long',
  });
});
