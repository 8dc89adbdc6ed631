/** Jumps of every kind, loaded weights and long windows: every engine against the reference engine. */
import { describe, expect, test } from 'vitest';
import { currentWeights, type Columns, type Engine, type Mix, type SnapshotId } from './engine.ts';
import { jumpRun, jumpSetup, plainMix } from './testing/jump-run.ts';
import { largestDifference, relativeError, takeSnapshots, withPair, type Way } from './testing/comparison.ts';
import { keep, smallSetup } from './testing/setups.ts';

const ways = [
  'fused',
  'fused in workgroup memory',
  'webgpu',
  'wasm',
  'cpu',
] as const satisfies readonly Way[];
const bits = (values: Float32Array): number[] => [...new Uint32Array(values.slice().buffer)];

/** A comparison proves nothing about WebGPU unless it ran on WebGPU. */
function expectRunsOn(way: Way, { identity }: Engine): void {
  const fused = way.startsWith('fused');
  expect(identity.name).toBe(fused ? 'fused' : 'tensorflow');
  expect(identity.backend).toBe(fused ? 'webgpu' : way);
  if (identity.backend === 'webgpu') expect(identity.adapter?.vendor).toBeTruthy();
}

describe.each(ways)('%s', (way) => {
  test('a run with jumps of every kind, and separate schedules', () =>
    withPair(way, jumpSetup, async ({ engine, reference }) => {
      expectRunsOn(way, engine);
      const [found, expected] = await Promise.all(
        [engine, reference].map((each) => jumpRun(each, jumpSetup)),
      );
      const ratios = found!.loss.map((loss, i) => loss / expected!.loss[i]!);
      expect(largestDifference(ratios, new Float32Array(ratios.length).fill(1))).toBeLessThan(1e-4);
      expect(relativeError(found!.watched, expected!.watched)).toBeLessThan(1e-4);
      expect(relativeError(found!.sampled, expected!.sampled)).toBeLessThan(1e-4);
      found!.states.forEach(({ step, weights, moments, clocks }, i) => {
        const other = expected!.states[i]!;
        expect({ step, clocks }).toEqual({ step: other.step, clocks: other.clocks });
        expect(relativeError(weights, other.weights)).toBeLessThan(1e-4);
        moments.forEach((moment, m) => expect(relativeError(moment, other.moments[m]!)).toBeLessThan(1e-4));
      });
      // A state between jumps can be resumed on either engine.
      const [middle] = found!.states;
      for (const each of [engine, reference]) each.restore(middle!);
      const [a, b] = await Promise.all([engine.train(20), reference.train(20)]);
      expect(relativeError(a.watched, b.watched)).toBeLessThan(1e-4);
      engine.restore(middle!);
      expect(await engine.train(20)).toEqual(a);
      expect(await engine.checkpoint()).toMatchObject({ step: 45, clocks: middle!.clocks });
    }));

  test('Adam’s first step after its moments were zeroed or its state was reset', async () => {
    const setup = smallSetup({
      optimizer: { name: 'adam', epsilon: 1e-12 },
      learningRates: [0.01, 0.01, 0.01],
    });
    await withPair(way, setup, async ({ engine }) => {
      expectRunsOn(way, engine);
      await engine.train(3);
      engine.restore({ ...(await engine.checkpoint()), step: 20_000 });
      const stay = plainMix(setup, [currentWeights], [1, 0]);
      engine.adopt(stay, [false, true, false], { state: 'zero-moments', advance: null });
      engine.adopt(stay, [false, false, true], { state: 'reset', advance: null });
      const before = await engine.checkpoint();
      await engine.train(1);
      const { weights } = await engine.checkpoint();
      const { count: parameterCount } = setup.model.parameters;
      const moves = Array.from(weights, (weight, i) => Math.abs(weight - before.weights[i]!) / 0.01);
      for (const move of moves.slice(parameterCount, 2 * parameterCount))
        expect(move).toBeCloseTo(0.1 / Math.sqrt(0.001), 3);
      for (const move of moves.slice(2 * parameterCount)) expect(move).toBeCloseTo(1, 3);
    });
  });

  test('loads, combines, adopts and samples bit for bit', () => {
    const setup = smallSetup({ widths: [5, 7, 3] });
    const { count: parameterCount } = setup.model.parameters;
    const every = Uint32Array.from({ length: parameterCount }, (_, p) => parameterCount - 1 - p);
    const reversed = (weights: Float32Array): Float32Array =>
      weights.map((_, i) => weights[i - (i % parameterCount) + every[i % parameterCount]!]!);
    return withPair(way, setup, async ({ engine }) => {
      expectRunsOn(way, engine);
      const given = setup.weights.map((weight, i) => [-0, 3e38, 2e-38][i] ?? weight / 3);
      const kept = given.slice();
      const loaded = engine.load(given);
      given.fill(NaN);
      await engine.train(2);
      const snapshot = engine.snapshot();
      const { weights } = await engine.checkpoint();
      engine.adopt(plainMix(setup, [loaded], [1, 0]), [true, false, true], keep);
      const sampled = await engine.sample([loaded, snapshot, currentWeights], every);
      const [first, second, third] = [0, 1, 2].map((s) =>
        sampled.slice(s * kept.length, (s + 1) * kept.length),
      );
      expect(bits(first!)).toEqual(bits(reversed(kept)));
      expect(bits(second!)).toEqual(bits(reversed(weights)));
      const adopted = kept.map((weight, i) => (Math.floor(i / parameterCount) === 1 ? weights[i]! : weight));
      expect([...third!].map((value) => value + 0)).toEqual([...reversed(adopted)].map((value) => value + 0));
      expect(await engine.sample([loaded], new Uint32Array(0))).toHaveLength(0);
      expect(await engine.sample([], every)).toHaveLength(0);
      expect(() => engine.load(new Float32Array(1))).toThrow(RangeError);
      await expect(engine.sample([loaded], Uint32Array.of(parameterCount))).rejects.toThrow(RangeError);
    });
  });
});

// Where a kernel stores its weights makes no difference here.
describe.each(ways.filter((way) => way !== 'fused in workgroup memory'))('%s', (way) => {
  test.each([21, 64])('sums, combines and adopts over %i snapshots', { timeout: 60_000 }, (count) =>
    withPair(way, smallSetup({ widths: [50, 45, 4], optimizer: { name: 'momentum' } }), async (pair) => {
      expectRunsOn(way, pair.engine);
      const ids = await takeSnapshots(pair, count, 1);
      await expectSameGram(pair.engine, pair.reference, differences(ids));
      const mix = spread(ids);
      const answers = (each: Engine): Promise<[Float64Array, Float32Array]> =>
        Promise.all([each.meanAbsolute(mix), each.lossOf(mix, 'guard', [true, false, true])]);
      const [found, expected] = await Promise.all([answers(pair.engine), answers(pair.reference)]);
      expect(relativeError(found[0], expected[0])).toBeLessThan(1e-5);
      expect(relativeError(found[1], expected[1])).toBeLessThan(1e-5);
      for (const each of [pair.engine, pair.reference]) each.adopt(mix, [true, true, false], keep);
      const [a, b] = await Promise.all([pair.engine.checkpoint(), pair.reference.checkpoint()]);
      expect(relativeError(a.weights, b.weights)).toBeLessThan(1e-6);
      const sampled = await pair.engine.sample(ids, Uint32Array.of(0, 2024));
      expect(sampled).toEqual(await pair.reference.sample(ids, Uint32Array.of(0, 2024)));
    }),
  );
});

/** w_n - c_i for every earlier snapshot, w_0, the constant. */
function differences(ids: readonly SnapshotId[]): Columns {
  const { length } = ids;
  const coefficients = new Float64Array((length + 1) * (length + 1));
  for (let i = 0; i < length - 1; i += 1) {
    coefficients[i * (length + 1) + i] = -1;
    coefficients[i * (length + 1) + length - 1] = 1;
  }
  coefficients[(length - 1) * (length + 1)] = 1;
  coefficients[length * (length + 1) + length] = 1;
  return { snapshots: ids, count: length + 1, coefficients };
}

/** Two rows whose coefficients differ by snapshot, replica and tensor and sum to about 1. */
function spread(ids: readonly SnapshotId[]): Mix {
  const terms = ids.length + 1;
  const coefficients = Float32Array.from({ length: 2 * 3 * 4 * terms }, (_, i) =>
    i % terms === ids.length ? 0.01 : 1 / ids.length + 0.01 * (((7 * i) % 13) - 6),
  );
  return { snapshots: ids, rows: 2, coefficients };
}

async function expectSameGram(engine: Engine, reference: Engine, columns: Columns): Promise<void> {
  const [found, expected] = await Promise.all([engine.gram(columns), reference.gram(columns)]);
  const { count } = columns;
  expect(found).toHaveLength(3 * 4 * count * count);
  const errors = expected.map((value, at) => {
    const from = at - (at % (count * count));
    const own = (column: number): number => expected[from + column * (count + 1)]!;
    const scale = Math.sqrt(own(Math.floor((at - from) / count)) * own((at - from) % count));
    return Math.abs(found[at]! - value) / scale;
  });
  expect(Math.max(...errors)).toBeLessThan(1e-5);
}
