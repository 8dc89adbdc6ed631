import { describe, expect, test } from 'vitest';
import type { LossName, Splits } from '../../core/data/data-set.ts';
import { mlp } from '../../core/model/mlp.ts';
import { randomStream } from '../../core/rng.ts';
import { currentWeights, type Engine, type EngineSetup, type Mix, type SnapshotId } from '../engine.ts';
import { keep } from '../testing/setups.ts';
import { startReferenceEngine } from './reference-engine.ts';

const { count: parameterCount, tensors } = mlp([3, 4, 2]).parameters;
const replicas = 3;
const schedule = { name: 'constant', steps: 100 } as const;

/** Two data sets, 300 validation examples (more than are evaluated at once), Adam, random weights. */
function setupFor(loss: LossName): EngineSetup {
  const random = randomStream(21, 'data');
  const counts = { train: 8, guard: 300, test: 20 };
  const perSet = counts.train + counts.guard + counts.test;
  const targets = Float32Array.from({ length: 4 * perSet }, () => random.normal());
  if (loss === 'cross-entropy')
    for (let row = 0; row < 2 * perSet; row += 1) targets.set(row % 3 === 0 ? [1, 0] : [0, 1], 2 * row);
  const setAt = (first: number): Splits => ({
    train: { start: first, count: counts.train },
    guard: { start: first + counts.train, count: counts.guard },
    test: { start: first + counts.train + counts.guard, count: counts.test },
  });
  return {
    model: mlp([3, 4, 2], 'tanh', loss),
    optimizer: {
      name: 'adam',
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: 0,
      decayOf: 'all',
      clip: 0,
    },
    batch: 0,
    data: {
      ...{ features: 3, outputs: 2, targets },
      inputs: Float32Array.from({ length: 6 * perSet }, () => random.normal()),
      sets: [setAt(0), setAt(perSet)],
    },
    replicas: [0, 1, 0].map((dataSet, r) => ({
      seed: r,
      dataSet,
      learningRate: 0.05,
      momentum: 0,
      schedule,
    })),
    weights: Float32Array.from({ length: replicas * parameterCount }, () => 0.5 * random.normal()),
    watched: Uint32Array.of(1),
  };
}

const setup = setupFor('cross-entropy');
const weightsOf = async (engine: Engine): Promise<Float32Array> => (await engine.checkpoint()).weights;
const bits = (values: Float32Array): number[] => [...new Uint32Array(values.slice().buffer)];

/** An engine with two snapshots, three steps apart, and their weights. */
async function withSnapshots(): Promise<{ engine: Engine; ids: SnapshotId[]; kept: Float32Array[] }> {
  const engine = await startReferenceEngine(setup);
  const ids: SnapshotId[] = [];
  const kept: Float32Array[] = [];
  for (let i = 0; i < 2; i += 1) {
    ids.push(engine.snapshot());
    kept.push(await weightsOf(engine));
    await engine.train(3);
  }
  return { engine, ids: [...ids, currentWeights], kept: [...kept, await weightsOf(engine)] };
}

/** A linear combination with random coefficients for every row, replica and tensor. */
function randomMix(snapshots: readonly SnapshotId[], rows: number): Mix {
  const random = randomStream(5, 'data');
  const length = rows * replicas * tensors.length * (snapshots.length + 1);
  return { snapshots, rows, coefficients: Float32Array.from({ length }, () => random.normal()) };
}

/** One combined weight, from the definition. */
function mixed(mix: Mix, kept: readonly Float32Array[], row: number, replica: number, p: number): number {
  const tensor = tensors.findIndex(({ offset, length }) => p >= offset && p < offset + length);
  const terms = mix.snapshots.length + 1;
  const first = ((row * replicas + replica) * tensors.length + tensor) * terms;
  return kept.reduce(
    (sum, weights, s) => sum + mix.coefficients[first + s]! * weights[replica * parameterCount + p]!,
    mix.coefficients[first + terms - 1]!,
  );
}

/** The same coefficients, constant last, for every replica and tensor of one row. */
const sameTerms = (snapshots: readonly SnapshotId[], terms: readonly number[]): Mix => ({
  ...{ snapshots, rows: 1 },
  coefficients: Float32Array.from(
    { length: replicas * tensors.length * terms.length },
    (_, i) => terms[i % terms.length]!,
  ),
});

/** The loss and accuracy of given weights [replica, parameter], from an engine that starts with them. */
async function scoreOf(
  weights: Float32Array,
  split: 'guard' | 'test',
): Promise<{ loss: number[]; accuracy: number[] }> {
  const engine = await startReferenceEngine({ ...setup, weights });
  const { loss, accuracy } = await engine.score(split);
  return { loss: [...loss], accuracy: [...accuracy] };
}

describe('snapshots', () => {
  test('keep the weights of their moment, whatever comes after', async () => {
    const { engine, ids, kept } = await withSnapshots();
    await engine.train(5);
    for (const s of [0, 1]) {
      engine.adopt(sameTerms([ids[s]!], [1, 0]), [true, true, true], keep);
      expect(bits(await weightsOf(engine))).toEqual(bits(kept[s]!));
    }
    expect(new Set(ids).size).toBe(3);
  });

  test('are gone when released, one at a time', async () => {
    const { engine, ids } = await withSnapshots();
    engine.release(ids[0]!);
    expect(() => engine.meanAbsolute(sameTerms([ids[0]!], [1, 0]))).toThrow('was released');
    await engine.meanAbsolute(sameTerms([ids[1]!], [1, 0]));
    engine.dispose();
    engine.dispose();
    expect(() => engine.meanAbsolute(sameTerms([ids[1]!], [1, 0]))).toThrow('was released');
  });
});

describe('inner products', () => {
  test('are those of naive loops, tensor by tensor', async () => {
    const { engine, ids, kept } = await withSnapshots();
    // w_1 - w_0, w_0, 1, and twice the current weights minus a half.
    const rows = [
      [-1, 1, 0, 0],
      [1, 0, 0, 0],
      [0, 0, 0, 1],
      [0, 0, 2, -0.5],
    ];
    const gram = await engine.gram({
      snapshots: ids,
      count: 4,
      coefficients: Float64Array.from(rows.flat()),
    });
    expect(gram).toHaveLength(replicas * tensors.length * 16);
    const column = (row: readonly number[], at: number): number =>
      kept.reduce((sum, weights, s) => sum + row[s]! * weights[at]!, row[3]!);
    let at = 0;
    for (let r = 0; r < replicas; r += 1) {
      for (const { offset, length } of tensors) {
        for (const a of rows) {
          for (const b of rows) {
            let sum = 0;
            for (let p = offset; p < offset + length; p += 1)
              sum += column(a, r * parameterCount + p) * column(b, r * parameterCount + p);
            expect(gram[at]).toBeCloseTo(sum, 10);
            at += 1;
          }
        }
      }
    }
  });
});

describe('mixes', () => {
  test('their mean absolute value is that of naive loops', async () => {
    const { engine, ids, kept } = await withSnapshots();
    const mix = randomMix(ids, 2);
    const means = await engine.meanAbsolute(mix);
    const truth = [0, 1].flatMap((row) =>
      Array.from({ length: replicas }, (_, r) => {
        let sum = 0;
        for (let p = 0; p < parameterCount; p += 1) sum += Math.abs(mixed(mix, kept, row, r, p));
        return sum / parameterCount;
      }),
    );
    expect(means).toHaveLength(6);
    truth.forEach((mean, i) => {
      expect(means[i]).toBeCloseTo(mean, 6);
    });
  });

  test('the mean absolute difference of a snapshot from itself is 0', async () => {
    const { engine, ids } = await withSnapshots();
    expect([...(await engine.meanAbsolute(sameTerms([ids[0]!, ids[0]!], [1, -1, 0])))]).toEqual([0, 0, 0]);
  });

  test.each(['guard', 'test'] as const)(
    'their %s loss is that of a network with the combined weights',
    async (split) => {
      const { engine, ids, kept } = await withSnapshots();
      const mix = randomMix(ids, 2);
      const losses = await engine.lossOf(mix, split, [true, true, true]);
      for (const row of [0, 1]) {
        const weights = Float32Array.from({ length: replicas * parameterCount }, (_, i) =>
          mixed(mix, kept, row, Math.floor(i / parameterCount), i % parameterCount),
        );
        const { loss } = await scoreOf(weights, split);
        loss.forEach((truth, r) => {
          expect(losses[row * replicas + r]).toBeCloseTo(truth, 6);
        });
      }
    },
  );

  test('rows of replicas that are not active are NaN, the others as ever', async () => {
    const { engine, ids } = await withSnapshots();
    const mix = randomMix(ids, 2);
    const all = await engine.lossOf(mix, 'guard', [true, true, true]);
    const some = await engine.lossOf(mix, 'guard', [false, true, false]);
    expect([...some]).toEqual([NaN, all[1], NaN, NaN, all[4], NaN]);
    expect([...(await engine.lossOf(mix, 'guard', []))].every(Number.isNaN)).toBe(true);
  });

  test('looking at losses changes nothing', async () => {
    const { engine, ids, kept } = await withSnapshots();
    const other = (await withSnapshots()).engine;
    await engine.lossOf(randomMix(ids, 3), 'guard', [true, true, true]);
    await engine.meanAbsolute(randomMix(ids, 3));
    await engine.score('test');
    await engine.nextLoss();
    expect(bits(await weightsOf(engine))).toEqual(bits(kept[2]!));
    expect(bits((await engine.train(3)).loss)).toEqual(bits((await other.train(3)).loss));
  });
});

describe('scores', () => {
  test('are the mean loss and the share of right answers over all chunks of a split', async () => {
    const engine = await startReferenceEngine(setup);
    const { inputs, targets, sets } = setup.data;
    const { loss, accuracy } = await engine.score('guard');
    const [hiddenKernel, hiddenBias, lastKernel, lastBias] = tensors.map(({ offset }) => offset) as [
      number,
      number,
      number,
      number,
    ];
    for (let r = 0; r < replicas; r += 1) {
      const { start, count } = sets[setup.replicas[r]!.dataSet]!.guard;
      const w = (p: number): number => setup.weights[r * parameterCount + p]!;
      let [total, right] = [0, 0];
      for (let row = start; row < start + count; row += 1) {
        const h = Array.from({ length: 4 }, (_, o) =>
          Math.tanh(
            [0, 1, 2].reduce(
              (sum, i) => sum + w(hiddenKernel + 3 * o + i) * inputs[3 * row + i]!,
              w(hiddenBias + o),
            ),
          ),
        );
        const y = [0, 1].map((o) =>
          h.reduce((sum, x, i) => sum + w(lastKernel + 4 * o + i) * x, w(lastBias + o)),
        );
        const label = targets[2 * row] === 1 ? 0 : 1;
        total += Math.log(Math.exp(y[0]!) + Math.exp(y[1]!)) - y[label]!;
        if (y[label]! > y[1 - label]!) right += 1;
      }
      expect(loss[r]).toBeCloseTo(total / count, 5);
      expect(accuracy[r]).toBeCloseTo(right / count, 6);
    }
  });

  test('a regression has no accuracy', async () => {
    const engine = await startReferenceEngine(setupFor('squared-error'));
    const { loss, accuracy } = await engine.score('test');
    expect([...accuracy]).toEqual([NaN, NaN, NaN]);
    expect([...loss].every((value) => value > 0)).toBe(true);
  });
});

describe('adopting', () => {
  test('writes row 0 of the combination into the accepted replicas, and changes no other bit', async () => {
    const { engine, ids, kept } = await withSnapshots();
    const state = await engine.checkpoint();
    const mix = randomMix(ids, 2);
    engine.adopt(mix, [false, true, false], keep);
    const after = await engine.checkpoint();
    const slice = (weights: Float32Array, r: number): Float32Array =>
      weights.slice(r * parameterCount, (r + 1) * parameterCount);
    for (const r of [0, 2]) expect(bits(slice(after.weights, r))).toEqual(bits(slice(kept[2]!, r)));
    slice(after.weights, 1).forEach((w, p) => {
      expect(w).toBeCloseTo(mixed(mix, kept, 0, 1, p), 6);
    });
    expect(after.step).toBe(state.step);
    expect(after.moments.map(bits)).toEqual(state.moments.map(bits));
  });

  test('by no replica changes nothing', async () => {
    const { engine, ids, kept } = await withSnapshots();
    engine.adopt(randomMix(ids, 1), [false, false, false], keep);
    engine.adopt(randomMix(ids, 1), [], keep);
    expect(bits(await weightsOf(engine))).toEqual(bits(kept[2]!));
  });

  test('adopting the current weights continues bit for bit as if nothing had happened', async () => {
    const { engine, ids, kept } = await withSnapshots();
    const other = (await withSnapshots()).engine;
    engine.adopt(sameTerms([ids[0]!, currentWeights], [0, 1, 0]), [true, true, true], keep);
    expect(bits(await weightsOf(engine))).toEqual(bits(kept[2]!));
    const [a, b] = [await engine.train(10), await other.train(10)];
    expect(bits(a.loss)).toEqual(bits(b.loss));
    expect(bits(await weightsOf(engine))).toEqual(bits(await weightsOf(other)));
  });

  test('leaves snapshots alone', async () => {
    const { engine, ids, kept } = await withSnapshots();
    engine.adopt(sameTerms([ids[0]!], [3, 1]), [true, true, true], keep);
    engine.adopt(sameTerms([ids[0]!], [1, 0]), [true, true, true], keep);
    expect(bits(await weightsOf(engine))).toEqual(bits(kept[0]!));
  });

  test('and restoring undoes it', async () => {
    const { engine, ids } = await withSnapshots();
    const other = (await withSnapshots()).engine;
    const state = await engine.checkpoint();
    engine.adopt(randomMix(ids, 1), [true, true, true], keep);
    await engine.train(2);
    engine.restore(state);
    expect(bits((await engine.train(5)).loss)).toEqual(bits((await other.train(5)).loss));
  });

  test('jumps one replica: the others train on bit for bit', async () => {
    const { engine, ids } = await withSnapshots();
    const other = (await withSnapshots()).engine;
    engine.adopt(randomMix(ids, 1), [true, false, false], keep);
    const [jumped, plain] = [await engine.train(6), await other.train(6)];
    const equal = [...jumped.loss].map((loss, i) => loss === plain.loss[i]);
    expect(equal).toEqual(Array.from({ length: 18 }, (_, i) => i % 3 !== 0));
  });
});
