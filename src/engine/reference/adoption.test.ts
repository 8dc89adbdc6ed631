/** What happens to optimizer state and clocks when weights are adopted, and loading weights from outside. */
import { describe, expect, test } from 'vitest';
import { optimizerNames, type OptimizerName } from '../../core/model/optimizers.ts';
import type { ScheduleName } from '../../core/model/schedules.ts';
import { currentWeights, type AdoptionChange, type Engine, type EngineSetup } from '../engine.ts';
import { jumpRun, jumpSetup, plainMix } from '../testing/jump-run.ts';
import { keep, smallSetup } from '../testing/setups.ts';
import { startReferenceEngine } from './reference-engine.ts';

const bits = (values: Float32Array): number[] => [...new Uint32Array(values.slice().buffer)];
const weightsOf = async (engine: Engine): Promise<Float32Array> => (await engine.checkpoint()).weights;
const all = [true, true, true];

/** Three replicas that are equal in everything: seed, data, weights, rate. */
function twins(optimizer: OptimizerName, schedule: ScheduleName = 'constant'): EngineSetup {
  const setup = smallSetup({ optimizer: { name: optimizer, epsilon: 1e-12 } });
  const { count: parameterCount } = setup.model.parameters;
  const one = setup.weights.subarray(0, parameterCount);
  return {
    ...setup,
    weights: Float32Array.from({ length: 3 * parameterCount }, (_, i) => one[i % parameterCount]!),
    replicas: Array.from({ length: 3 }, () => ({
      ...{ seed: 1, dataSet: 0, learningRate: 0.01, momentum: 0.9 },
      schedule: { name: schedule, steps: 80 },
    })),
  };
}

/** The marked replicas keep their weights and change only their state, as given. */
const stay = (engine: Engine, setup: EngineSetup, accept: readonly boolean[], change: AdoptionChange): void =>
  engine.adopt(plainMix(setup, [currentWeights], [1, 0]), accept, change);

/** How far each weight of a replica moves in the next step, [parameter]. */
async function nextMoves(engine: Engine, { model }: EngineSetup): Promise<number[][]> {
  const before = await weightsOf(engine);
  await engine.train(1);
  const after = await weightsOf(engine);
  const { count: parameterCount } = model.parameters;
  return [0, 1, 2].map((r) =>
    Array.from(
      { length: parameterCount },
      (_, p) => after[r * parameterCount + p]! - before[r * parameterCount + p]!,
    ),
  );
}

describe('optimizer state', () => {
  /** An engine with Adam after 20,000 steps: its bias corrections are 1. */
  async function old(): Promise<{ engine: Engine; setup: EngineSetup }> {
    const setup = twins('adam');
    const engine = await startReferenceEngine(setup);
    await engine.train(30);
    engine.restore({ ...(await engine.checkpoint()), step: 20_000 });
    return { engine, setup };
  }

  test('zeroed moments with the step kept: Adam’s first step is 3.162 times its rate', async () => {
    const { engine, setup } = await old();
    stay(engine, setup, [false, true, false], { state: 'zero-moments', advance: null });
    for (const move of (await nextMoves(engine, setup))[1]!)
      expect(Math.abs(move) / 0.01).toBeCloseTo(0.1 / Math.sqrt(0.001), 3);
  });

  test('reset: its first step is the rate itself, and the next ones those of a new optimizer', async () => {
    const { engine, setup } = await old();
    const before = await engine.checkpoint();
    stay(engine, setup, [false, true, false], { state: 'reset', advance: null });
    for (const move of (await nextMoves(engine, setup))[1]!) expect(Math.abs(move) / 0.01).toBeCloseTo(1, 4);
    const fresh = await startReferenceEngine({ ...setup, weights: before.weights });
    await engine.train(9);
    await fresh.train(10);
    const row = (weights: Float32Array): Float32Array =>
      weights.slice(setup.model.parameters.count, 2 * setup.model.parameters.count);
    expect(bits(row(await weightsOf(engine)))).toEqual(bits(row(await weightsOf(fresh))));
  });

  test.each(optimizerNames)(
    '%s: moments of the marked replicas are 0, all others bit-identical, and keep changes nothing',
    async (optimizer) => {
      const setup = twins(optimizer);
      for (const state of ['keep', 'reset', 'zero-moments'] as const) {
        const engine = await startReferenceEngine(setup);
        await engine.train(12);
        const before = await engine.checkpoint();
        stay(engine, setup, [true, false, false], { state, advance: null });
        const after = await engine.checkpoint();
        const { count: parameterCount } = setup.model.parameters;
        after.moments.forEach((moment, m) => {
          const kept = before.moments[m]!.slice();
          if (state !== 'keep') kept.fill(0, 0, parameterCount);
          expect(bits(moment)).toEqual(bits(kept));
        });
        expect([...after.clocks]).toEqual([0, state === 'reset' ? 12 : 0, 0, 0, 0, 0]);
        expect(bits(after.weights)).toEqual(bits(before.weights));
      }
    },
  );

  test('with keep, training continues as if nothing had happened', async () => {
    const setup = twins('adam', 'cosine');
    const [engine, other] = [await startReferenceEngine(setup), await startReferenceEngine(setup)];
    for (const each of [engine, other]) await each.train(12);
    stay(engine, setup, all, keep);
    expect(bits((await engine.train(8)).loss)).toEqual(bits((await other.train(8)).loss));
    expect(await engine.checkpoint()).toEqual(await other.checkpoint());
  });
});

describe('the schedule clock', () => {
  test('warm-up: an advance moves on within it, and out of it', async () => {
    const schedule = { name: 'cosine', steps: 50, warmup: 20 } as const;
    const plain = twins('sgd');
    const setup = { ...plain, replicas: plain.replicas.map((each) => ({ ...each, schedule })) };
    const engine = await startReferenceEngine(setup);
    await engine.train(5);
    stay(engine, setup, all, { state: 'keep', advance: [0, 4, 25] });
    const moves = await nextMoves(engine, setup);
    // Positions 5, 9 and 30: factors 6/20, 10/20, and a third of the way along the cosine.
    const factors = [0.3, 0.5, 0.75];
    for (const r of [1, 2])
      moves[r]!.forEach((move, p) => {
        if (Math.abs(move) > 1e-4) expect(move / moves[0]![p]!).toBeCloseTo(factors[r]! / factors[0]!, 2);
      });
    expect(Math.max(...moves.flat().map(Math.abs))).toBeGreaterThan(1e-4);
  });

  const factors: Readonly<Record<'step' | 'cosine', (position: number) => number>> = {
    step: (position) => (position < 40 ? 1 : position < 60 ? 0.5 : 0.25),
    cosine: (position) => (1 + Math.cos((Math.PI * Math.min(position, 80)) / 80)) / 2,
  };

  test.each(['step', 'cosine'] as const)(
    '%s: moves on in the marked replicas alone, and adds up',
    async (name) => {
      const setup = twins('sgd', name);
      const engine = await startReferenceEngine(setup);
      await engine.train(10);
      const ahead = [0, 0, 0];
      for (const [steps, accept] of [
        [30, [false, true, true]],
        [20, [false, false, true]],
        [1000, [false, false, true]],
      ] as const) {
        const { step } = await engine.checkpoint();
        stay(engine, setup, accept, { state: 'keep', advance: [steps, steps, steps] });
        accept.forEach((marked, r) => (ahead[r]! += marked ? steps : 0));
        // The same weights everywhere, so that steps differ only by their rates.
        const state = await engine.checkpoint();
        engine.restore({ ...state, weights: setup.weights });
        const [plain, ...others] = (await nextMoves(engine, setup)) as [number[], ...number[][]];
        const largest = plain.map(Math.abs).indexOf(Math.max(...plain.map(Math.abs)));
        others.forEach((moves, i) => {
          const expected = factors[name](step + ahead[i + 1]!) / factors[name](step);
          expect(moves[largest]! / plain[largest]!).toBeCloseTo(expected, 3);
        });
      }
    },
  );

  test('has nothing to do with the optimizer’s age or the order of batches', async () => {
    const setup: EngineSetup = { ...twins('adam'), batch: 5 };
    const [engine, other] = [await startReferenceEngine(setup), await startReferenceEngine(setup)];
    for (const each of [engine, other]) await each.train(10);
    stay(engine, setup, all, { state: 'keep', advance: [3, 0, 50] });
    expect(bits((await engine.train(20)).loss)).toEqual(bits((await other.train(20)).loss));
  });

  test.each([-1, 0.5, NaN, undefined])('cannot move on by %s', async (steps) => {
    const setup = twins('sgd');
    const engine = await startReferenceEngine(setup);
    const advance = [0, steps, 0] as number[];
    expect(() => stay(engine, setup, all, { state: 'reset', advance })).toThrow(RangeError);
    stay(engine, setup, [true, false, true], { state: 'keep', advance });
    expect([...(await engine.checkpoint()).clocks]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

test('replicas follow separate schedules', async () => {
  const names = ['constant', 'step', 'cosine'] as const;
  const setup = twins('momentum');
  const replicas = setup.replicas.map((replica, r) => ({
    ...replica,
    schedule: { name: names[r]!, steps: 30 },
  }));
  const mixed = await startReferenceEngine({ ...setup, replicas });
  const { loss } = await mixed.train(30);
  for (const [r, name] of names.entries()) {
    const same = setup.replicas.map((replica) => ({ ...replica, schedule: { name, steps: 30 } }));
    const alone = await (await startReferenceEngine({ ...setup, replicas: same })).train(30);
    const column = (values: Float32Array): Float32Array => values.filter((_, i) => i % 3 === r);
    expect(bits(column(loss))).toEqual(bits(column(alone.loss)));
    if (r > 0) expect(bits(column(loss))).not.toEqual(bits(loss.filter((_, i) => i % 3 === 0)));
  }
});

describe('weights from outside', () => {
  const setup = smallSetup();
  const { count: parameterCount } = setup.model.parameters;
  const every = Uint32Array.from({ length: parameterCount }, (_, p) => p);

  test('are bit-identical when loaded, adopted and sampled', async () => {
    const engine = await startReferenceEngine(setup);
    const odd = [-0, 1e-42, Infinity, -1e38, NaN, 0.1];
    const values = setup.weights.map((weight, i) => odd[i] ?? weight * 1.7);
    const given = values.slice();
    const loaded = engine.load(given);
    given.fill(7);
    expect(bits(await engine.sample([loaded], every))).toEqual(bits(values));
    const ordinary = engine.load(setup.weights.map((weight) => weight / 3));
    engine.adopt(plainMix(setup, [ordinary], [1, 0]), [true, false, true], keep);
    const kept = (await engine.sample([ordinary, currentWeights], every)) as Float32Array<ArrayBuffer>;
    const [found, now] = [kept.slice(0, 3 * parameterCount), kept.slice(3 * parameterCount)];
    expect(bits(found)).toEqual(bits(setup.weights.map((weight) => weight / 3)));
    const row = (weights: Float32Array, r: number): number[] =>
      bits(weights.slice(r * parameterCount, (r + 1) * parameterCount));
    for (const r of [0, 2]) expect(row(now, r)).toEqual(row(found, r));
    expect(row(now, 1)).toEqual(row(setup.weights, 1));
    expect(bits(await weightsOf(engine))).toEqual(bits(now));
  });

  test('are sampled in the requested order', async () => {
    const engine = await startReferenceEngine(setup);
    const first = engine.snapshot();
    await engine.train(2);
    const parameters = Uint32Array.of(5, 0, 5);
    const values = await engine.sample([currentWeights, first], parameters);
    const expected = [await weightsOf(engine), setup.weights].flatMap((weights) =>
      [0, 1, 2].flatMap((r) => [5, 0, 5].map((p) => weights[r * parameterCount + p]!)),
    );
    expect([...values]).toEqual(expected);
    expect(await engine.sample([], parameters)).toHaveLength(0);
    expect(await engine.sample([first], new Uint32Array(0))).toHaveLength(0);
  });

  test('must fit', async () => {
    const engine = await startReferenceEngine(setup);
    expect(() => engine.load(setup.weights.slice(1))).toThrow(RangeError);
    await expect(engine.sample([currentWeights], Uint32Array.of(parameterCount))).rejects.toThrow(RangeError);
    const released = engine.snapshot();
    engine.release(released);
    await expect(engine.sample([released], Uint32Array.of(0))).rejects.toThrow('released');
  });
});

test('a checkpoint between jumps resumes bit for bit, in the same engine and in another', async () => {
  const engine = await startReferenceEngine(jumpSetup);
  const { states } = await jumpRun(engine, jumpSetup);
  const [middle] = states as [(typeof states)[0]];
  expect([...middle.clocks]).toEqual([5, 15, 0, 0, 7, 15, 0, 0, 9, 15]);
  const onward = async (from: Engine): Promise<unknown> => {
    from.restore(middle);
    const { loss } = await from.train(20);
    return { loss: bits(loss), state: await from.checkpoint() };
  };
  const expected = await onward(engine);
  expect(await onward(engine)).toEqual(expected);
  expect(await onward(await startReferenceEngine(jumpSetup))).toEqual(expected);
  // Without its clocks the result would differ.
  const other = await startReferenceEngine(jumpSetup);
  other.restore({ ...middle, clocks: new Int32Array(10) });
  expect(bits((await other.train(20)).loss)).not.toEqual((expected as { loss: number[] }).loss);
});
