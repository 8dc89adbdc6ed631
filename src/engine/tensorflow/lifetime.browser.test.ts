/** What the tensorflow engine holds, frees and survives. */
import { backend, engine as tfjs } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test } from 'vitest';
import { currentWeights, type EngineSetup, type Mix } from '../engine.ts';
import type { TensorflowBackend } from './backend.ts';
import { startTensorflowEngine } from './start.ts';
import { modelCases } from '../testing/cases.ts';
import { keep, smallSetup } from '../testing/setups.ts';

const start = (setup: EngineSetup, kind: TensorflowBackend) =>
  startTensorflowEngine(setup, { backend: kind, trusted: true });
/** The device in use, as tfjs sees it. */
const presentDevice = (): GPUDevice => (backend() as unknown as { device: GPUDevice }).device;

/** Bytes of graphics memory that tfjs has ever requested, including pooled buffers. */
const allocatedBytes = (kind: TensorflowBackend): number =>
  kind === 'webgpu'
    ? (backend() as unknown as { bufferManager: { numBytesAllocated: number } }).bufferManager
        .numBytesAllocated
    : 0;

const unchangedOf = (tensors: number): Mix => ({
  snapshots: [currentWeights],
  rows: 1,
  coefficients: Float32Array.from({ length: 3 * tensors * 2 }, (_, i) => 1 - (i % 2)),
});
const unchanged = unchangedOf(4);

afterEach(() => {
  expect(tfjs().state.numTensors).toBe(0);
});

describe.each(['webgpu', 'wasm', 'cpu'] as const)('%s', (kind) => {
  test('holds the same number of tensors after 1,000 steps, and none when disposed', async () => {
    const setup = smallSetup(
      {
        widths: [1, 2],
        learningRates: [0.1, 0.2],
        examples: 4,
        schedule: { name: 'cosine', steps: 2000 },
      },
      { batch: 2 },
    );
    const engine = await start(setup, kind);
    await engine.train(50);
    await engine.train(1);
    const before = { ...engine.memory(), allocated: allocatedBytes(kind) };
    for (let i = 0; i < 20; i += 1) await engine.train(50);
    await engine.train(1);
    expect({ ...engine.memory(), allocated: allocatedBytes(kind) }).toEqual(before);
    engine.dispose();
    engine.dispose();
    expect(engine.memory().tensors).toBe(0);
    await expect(engine.train(1)).rejects.toThrow('disposed');
  });

  test.each([
    ['a perceptron', smallSetup({ optimizer: { name: 'adam' }, ownData: true })],
    ['convolutions', modelCases['convolutions, the largest of four']!],
    ['a decoder', modelCases['a decoder']!],
  ])('keeps nothing of what it answers: %s', async (_, setup) => {
    const same = unchangedOf(setup.model.parameters.tensors.length);
    const engine = await start(setup, kind);
    const round = async (): Promise<void> => {
      const snapshot = engine.snapshot();
      const loaded = engine.load(setup.weights);
      await engine.train(2);
      await engine.gram({
        snapshots: [snapshot, currentWeights],
        count: 1,
        coefficients: Float64Array.of(-1, 1, 0.5),
      });
      await engine.gram({ snapshots: [], count: 1, coefficients: Float64Array.of(1) });
      await engine.meanAbsolute(same);
      await engine.lossOf(same, 'guard', [true, false, true]);
      await engine.score('test');
      await engine.nextLoss();
      engine.adopt(same, [false, true, true], keep);
      engine.adopt(same, [true, false, true], { state: 'reset', advance: [1, 2, 3] });
      await engine.sample([loaded, currentWeights], Uint32Array.of(1, 2));
      engine.restore(await engine.checkpoint());
      engine.release(snapshot);
      engine.release(loaded);
    };
    await round();
    const before = engine.memory();
    await round();
    expect(engine.memory()).toEqual(before);
    await expect(engine.meanAbsolute({ ...same, snapshots: [99 as typeof currentWeights] })).rejects.toThrow(
      'released',
    );
    engine.dispose();
  });

  test('gives the same losses twice, whether or not the caller waits between blocks', async () => {
    const setup = smallSetup(
      { activation: 'relu', optimizer: { name: 'adam' }, ownData: true },
      { batch: 4 },
    );
    const first = await start(setup, kind);
    const waited = [];
    for (const steps of [1, 20, 5]) waited.push(await first.train(steps));
    first.dispose();
    const second = await start(setup, kind);
    const atOnce = await Promise.all([1, 20, 5].map((steps) => second.train(steps)));
    second.dispose();
    expect(atOnce).toEqual(waited);
  });

  test('a replica that diverges disturbs no other', async () => {
    const wild = smallSetup({
      activation: 'relu',
      loss: 'squared-error',
      learningRates: [0.1, 1e20, 0.2],
    });
    const tame = smallSetup({
      activation: 'relu',
      loss: 'squared-error',
      learningRates: [0.1, 0.1, 0.2],
    });
    const losses = [];
    for (const setup of [wild, tame]) {
      const engine = await start(setup, kind);
      const { loss } = await engine.train(12);
      engine.adopt(unchanged, [true, false, false], keep);
      losses.push([...loss, ...(await engine.nextLoss())]);
      engine.dispose();
    }
    const [found, expected] = losses.map((loss) => loss.filter((_, i) => i % 3 !== 1));
    expect(found).toEqual(expected);
    expect(losses[0]!.at(-2)).toBeNaN();
  });

  test('adopting the weights as they are changes no bit', async () => {
    const engine = await start(smallSetup(), kind);
    await engine.train(2);
    const before = await engine.checkpoint();
    engine.adopt(unchanged, [true, true, true], keep);
    expect(await engine.checkpoint()).toEqual(before);
    engine.dispose();
  });
});

test('engines on several backends do not disturb each other', async () => {
  const setup = smallSetup();
  const engines = await Promise.all([start(setup, 'webgpu'), start(setup, 'cpu'), start(setup, 'webgpu')]);
  const [one, other, twin] = await Promise.all(engines.map((engine) => engine.train(3)));
  expect(twin).toEqual(one);
  expect(other!.loss[0]).toBeCloseTo(one!.loss[0]!, 5);
  engines[0].dispose();
  await engines[2].train(1);
  for (const engine of engines) engine.dispose();
});

test('does not read the arrays of its setup again', async () => {
  const setup = smallSetup({}, { batch: 4 });
  const engine = await start(setup, 'webgpu');
  const copy = await start(smallSetup({}, { batch: 4 }), 'webgpu');
  for (const array of [setup.weights, setup.data.inputs, setup.data.targets]) array.fill(NaN);
  expect(await engine.train(2)).toEqual(await copy.train(2));
  engine.dispose();
  copy.dispose();
});

test('refuses data sets of different sizes', async () => {
  const setup = smallSetup({ ownData: true });
  const [first, second, third] = setup.data.sets;
  const shorter = { ...second!, train: { ...second!.train, count: 5 } };
  const uneven = { ...setup, data: { ...setup.data, sets: [first!, shorter, third!] } };
  await expect(start(uneven, 'cpu')).rejects.toThrow('train split');
});

test('fails in plain words when the device is lost, and another engine can start', async () => {
  const engine = await start(smallSetup(), 'webgpu');
  await engine.train(1);
  const pending = engine.train(5);
  const device = presentDevice();
  device.destroy();
  await expect(pending).rejects.toThrow('device was lost');
  await expect(engine.train(1)).rejects.toThrow('device was lost');
  engine.dispose();
  const next = await start(smallSetup(), 'webgpu');
  expect((await next.train(1)).loss[0]).toBeGreaterThan(0);
  next.dispose();
});

test('frees the graphics memory with the last engine, also while it is at work', async () => {
  const engine = await start(smallSetup(), 'webgpu');
  await engine.train(1);
  const pending = expect(engine.train(5)).rejects.toThrow('disposed');
  const device = presentDevice();
  engine.dispose();
  expect((await device.lost).reason).toBe('destroyed');
  await pending;
});
