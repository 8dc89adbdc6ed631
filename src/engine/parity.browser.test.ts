/** Every engine against the reference engine, on every backend. */
import { describe, expect, test } from 'vitest';
import type { Split } from '../core/data/data-set.ts';
import { gramOfColumns } from './arguments.ts';
import { currentWeights, type Columns, type EngineSetup, type Mix, type SnapshotId } from './engine.ts';
import { startReferenceEngine } from './reference/reference-engine.ts';
import { selfTest, testedModels } from './self-test.ts';
import { unfitFor } from './supports.ts';
import { startTensorflowEngine } from './tensorflow/start.ts';
import { gradientCases, modelCases, trajectoryCases } from './testing/cases.ts';
import {
  gradientError,
  largestDifference,
  relativeError,
  takeSnapshots,
  trajectoryError,
  withPair,
  type Pair,
  type Way,
} from './testing/comparison.ts';
import { keep, smallSetup } from './testing/setups.ts';

/** Engines that run only some of the cases: slow to run, or to compile on a software device. */
const lighter: ReadonlySet<Way> = new Set(['cpu', 'fused in workgroup memory']);

const few = (
  cases: Readonly<Record<string, EngineSetup>>,
  kind: Way,
  every: number,
): [string, EngineSetup][] =>
  Object.entries(cases).filter(
    ([, setup], i) =>
      (!lighter.has(kind) || i % every === 0) &&
      unfitFor(kind.startsWith('fused') ? 'fused' : 'tensorflow', setup) === null,
  );

describe.each(['fused', 'fused in workgroup memory', 'webgpu', 'wasm', 'cpu'] as const)('%s', (kind) => {
  test('names what runs', () =>
    withPair(kind, smallSetup(), async ({ engine: { identity } }) => {
      const fused = kind.startsWith('fused');
      const onGpu = fused || kind === 'webgpu';
      expect(identity.name).toBe(fused ? 'fused' : 'tensorflow');
      expect(identity.backend).toBe(fused ? 'webgpu' : kind);
      if (onGpu) expect(identity.adapter?.vendor).toBeTruthy();
      else expect(identity.adapter).toBeNull();
    }));

  test.each(few(gradientCases, kind, 3))('gradient: %s', async (_, setup) => {
    expect(await gradientError(kind, setup)).toBeLessThan(1e-5);
  });

  test.each(few(trajectoryCases, kind, 2))('100 steps: %s', async (_, setup) => {
    expect(await trajectoryError(kind, setup)).toBeLessThan(1e-4);
  });

  test('sums, combinations and scores of snapshots', () =>
    withPair(kind, smallSetup({ widths: [50, 45, 4], ownData: true }), async (pair) => {
      const ids = await takeSnapshots(pair, 3, 2);
      await pair.engine.train(1);
      pair.reference.restore(await pair.engine.checkpoint());
      await expectSameSums(pair, ids);
      await expectSameScores(pair, mixOf(ids));
    }));

  test('adopts where accepted and leaves the others bit-identical', () =>
    withPair(kind, smallSetup({ optimizer: { name: 'momentum' } }), async (pair) => {
      const ids = await takeSnapshots(pair, 3, 2);
      const before = await pair.engine.checkpoint();
      const mix = mixOf(ids);
      for (const each of [pair.engine, pair.reference]) each.adopt(mix, [false, true, false], keep);
      const [found, expected] = await Promise.all([pair.engine.checkpoint(), pair.reference.checkpoint()]);
      const { length } = before.weights;
      const rows = (from: number, to: number, w: Float32Array) => [
        ...w.slice((from * length) / 3, (to * length) / 3),
      ];
      for (const [from, to] of [
        [0, 1],
        [2, 3],
      ] as const)
        expect(rows(from, to, found.weights)).toEqual(rows(from, to, before.weights));
      expect(rows(1, 2, found.weights)).not.toEqual(rows(1, 2, before.weights));
      expect(found.moments).toEqual(before.moments);
      expect(relativeError(found.weights, expected.weights)).toBeLessThan(1e-6);
    }));

  test('takes up a state exactly, and foretells the next loss', () =>
    withPair(
      kind,
      smallSetup({ optimizer: { name: 'adam' }, schedule: { name: 'cosine', steps: 20 } }, { batch: 4 }),
      async ({ engine, reference }) => {
        await engine.train(3);
        const state = await engine.checkpoint();
        expect(state.step).toBe(3);
        const foretold = await engine.nextLoss();
        const first = await engine.train(4);
        expect(largestDifference(foretold, first.loss.slice(0, 3))).toBeLessThan(1e-6);
        engine.restore(state);
        reference.restore(state);
        expect(relativeError(await reference.nextLoss(), foretold)).toBeLessThan(1e-5);
        const second = await engine.train(4);
        expect(second).toEqual(first);
        expect(relativeError((await reference.train(4)).watched, second.watched)).toBeLessThan(1e-5);
      },
    ));
});

describe.each(['webgpu', 'wasm', 'cpu'] as const)('any model on %s', (kind) => {
  test.each(Object.entries(modelCases))('gradient, some steps and scores: %s', async (_, setup) => {
    expect(await gradientError(kind, setup)).toBeLessThan(1e-5);
    const adam = { ...setup, optimizer: { ...setup.optimizer, name: 'adam', epsilon: 1e-4 } } as const;
    const slow = adam.replicas.map((replica) => ({ ...replica, learningRate: replica.learningRate / 20 }));
    expect(await trajectoryError(kind, { ...adam, replicas: slow }, 10)).toBeLessThan(1e-4);
    await withPair(kind, setup, async (pair) => {
      const ids = await takeSnapshots(pair, 3, 1);
      await expectSameScores(pair, mixOf(ids, setup.model.parameters.tensors.length));
    });
  });
});

test('the graphics device passes the self-test with every operation', async () => {
  for (const model of testedModels) {
    const tested = await selfTest(
      (setup) => startTensorflowEngine(setup, { backend: 'webgpu', trusted: true }),
      model,
    );
    expect(tested, tested.detail).toMatchObject({ passed: true });
  }
});

test.each([
  ['a perceptron', smallSetup({ widths: [50, 45, 4], ownData: true })],
  ['a decoder', modelCases['a decoder']!],
])('cuts work that is large into parts: %s', async (_, setup) => {
  const engine = await startTensorflowEngine(setup, { backend: 'cpu', workingNumbers: 1000 });
  const reference = await startReferenceEngine(setup);
  const ids = await takeSnapshots({ engine, reference }, 3, 1);
  if (setup.model.parameters.tensors.length === 4) await expectSameSums({ engine, reference }, ids);
  await expectSameScores({ engine, reference }, mixOf(ids, setup.model.parameters.tensors.length));
  engine.dispose();
});

/** Two rows: a step beyond the last snapshot, per tensor and replica, and a difference with a constant. */
function mixOf(ids: readonly SnapshotId[], tensors = 4): Mix {
  const [first, , last] = ids as [SnapshotId, SnapshotId, SnapshotId];
  const replicas = 3;
  const coefficients: number[] = [];
  const far = 1.2 / (replicas * tensors);
  for (let i = 0; i < replicas * tensors; i += 1) coefficients.push(-far * i, 0.3, 0.7 + far * i, 0);
  for (let i = 0; i < replicas * tensors; i += 1) coefficients.push(-1, 0, 1, 0.01);
  return { snapshots: [first, currentWeights, last], rows: 2, coefficients: Float32Array.from(coefficients) };
}

async function expectSameSums(pair: Pair, ids: readonly SnapshotId[]): Promise<void> {
  const { engine, reference } = pair;
  // Differences of neighbours, the distance of their mean from the last, and the constant.
  const coefficients = Float64Array.from([-1, 1, 0, 0, 0, -1, 1, 0, 1 / 3, 1 / 3, 1 / 3 - 1, 0, 0, 0, 0, 1]);
  const columns: Columns = { snapshots: ids, count: 4, coefficients };
  const [found, expected] = await Promise.all([engine.gram(columns), reference.gram(columns)]);
  expect(found.length).toBe(3 * 4 * 16);
  const errors = expected.map((value, at) => {
    const from = at - (at % 16);
    const scale = Math.sqrt(expected[from + 5 * Math.floor((at % 16) / 4)]! * expected[from + 5 * (at % 4)]!);
    return Math.abs(found[at]! - value) / scale;
  });
  expect(Math.max(...errors)).toBeLessThan(1e-5);
  const groupOf = [0, 1, 0, 0];
  const grouped = await engine.gram({ ...columns, groupOf });
  expect(grouped).toEqual(gramOfColumns(found, { ...columns, groupOf }, 4));
  const mix = mixOf(ids);
  const [means, expectedMeans] = await Promise.all([engine.meanAbsolute(mix), reference.meanAbsolute(mix)]);
  expect(relativeError(means, expectedMeans)).toBeLessThan(1e-5);
  const active = [false, true, false];
  const some = await Promise.all([engine, reference].map((each) => each.gram(columns, active)));
  for (const sums of some)
    expect([...sums.keys()].filter((at) => !isNaN(sums[at]!))).toEqual(
      [...Array(64).keys()].map((i) => 64 + i),
    );
  expect(some[0]!.slice(64, 128)).toEqual(found.slice(64, 128));
  const ofSome = await Promise.all([engine, reference].map((each) => each.meanAbsolute(mix, active)));
  for (const each of ofSome) expect([...each].map(isNaN)).toEqual([true, false, true, true, false, true]);
  expect(ofSome[0]![1]).toBe(means[1]);
}

async function expectSameScores({ engine, reference }: Pair, mix: Mix): Promise<void> {
  for (const split of ['train', 'guard', 'test'] satisfies Split[]) {
    const [found, expected] = await Promise.all([engine.score(split), reference.score(split)]);
    expect(relativeError(found.loss, expected.loss)).toBeLessThan(1e-5);
    expect(found.accuracy).toEqual(expected.accuracy);
  }
  for (const active of [
    [true, true, true],
    [false, true, false],
  ]) {
    const [found, expected] = await Promise.all([
      engine.lossOf(mix, 'guard', active),
      reference.lossOf(mix, 'guard', active),
    ]);
    expect([...found].map(Number.isNaN)).toEqual([...expected].map(Number.isNaN));
    expect(relativeError(found, expected)).toBeLessThan(1e-5);
  }
}
