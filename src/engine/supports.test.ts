import { describe, expect, test } from 'vitest';
import { decoder } from '../core/model/networks/transformer.ts';
import { initialiseWeights } from '../core/model/initialise.ts';
import { mlp } from '../core/model/mlp.ts';
import { Pass } from '../core/model/pass.ts';
import { normalised } from '../core/testing/normalised.ts';
import { gather } from '../core/model/gather.ts';
import { chooseEngine } from './choose.ts';
import type { EngineSetup } from './engine.ts';
import { startReferenceEngine } from './reference/reference-engine.ts';
import { requirePerceptron, supports, unfitFor } from './supports.ts';
import { smallSetup } from './testing/setups.ts';

const quiet = { report: () => undefined, onRecovered: () => undefined };

/** Two replicas of 3-4-2 with layer norm, at learning rate 1. */
function withLayerNorm(): EngineSetup {
  const model = normalised(false, 'cross-entropy');
  const { count } = model.parameters;
  const weights = new Float32Array(2 * count);
  for (const r of [0, 1])
    initialiseWeights(weights.subarray(r * count, (r + 1) * count), model, 'glorot', r + 1);
  return { ...smallSetup({ learningRates: [1, 1] }), model, weights };
}

describe('which models engines can train', () => {
  test('perceptrons are trained by all', () => {
    expect(Object.values(supports).map((says) => says(mlp([3, 4, 2], 'relu')))).toEqual(Array(4).fill(null));
    expect(requirePerceptron(mlp([3, 2])).widths).toEqual([3, 2]);
  });

  test('others by all but one, which says why not', () => {
    const { model } = withLayerNorm();
    for (const name of ['reference', 'simd', 'tensorflow'] as const) expect(supports[name](model)).toBeNull();
    expect(supports.fused(model)).toBe('cannot train this model (it has no layer-norm)');
    expect(() => requirePerceptron(model)).toThrow('it has no layer-norm');
  });

  test('clipping needs the whole gradient before any weight changes, which fused does not have', async () => {
    const setup = smallSetup({ optimizer: { clip: 1 } });
    expect(unfitFor('fused', setup)).toBe('cannot clip gradients');
    expect(unfitFor('fused', smallSetup())).toBeNull();
    for (const name of ['simd', 'tensorflow', 'reference'] as const) expect(unfitFor(name, setup)).toBeNull();
    expect(unfitFor('fused', withLayerNorm())).toContain('it has no layer-norm');
    await expect(chooseEngine(setup, 'fused', quiet)).rejects.toThrow('fused cannot clip gradients');
    const { engine, reason } = await chooseEngine(setup, 'auto', quiet);
    expect(reason).toContain('fused cannot clip gradients');
    engine.dispose();
  });

  test('dropout is trained where passes have random numbers', () => {
    const shape = { context: 3, vocabulary: 4, width: 4, blocks: 1, heads: 2, tied: true, dropout: 0.1 };
    const model = decoder(shape);
    for (const name of ['simd', 'reference'] as const) expect(supports[name](model)).toBeNull();
    expect(supports.tensorflow(model)).toBe('cannot train with dropout');
    expect(supports.fused(model)).toContain('cannot train this model');
    expect(supports.tensorflow(decoder({ ...shape, dropout: 0 }))).toBeNull();
  });

  test('a model that cannot be computed is trained by none', () => {
    const model = mlp([3, 4, 2]);
    const broken = { ...model, input: [5] };
    for (const says of Object.values(supports)) expect(says(broken)).toContain('a dense layer needs');
  });

  test('a choice passes over engines that cannot, and names them', async () => {
    const { engine, reason } = await chooseEngine(withLayerNorm(), 'auto', quiet);
    expect(engine.identity.name).toBe('simd');
    expect(reason).toContain('fused cannot train this model (it has no layer-norm)');
    expect(reason).toContain('no GPU');
    engine.dispose();
    await expect(chooseEngine(withLayerNorm(), 'fused', quiet)).rejects.toThrow(
      'fused cannot train this model (it has no layer-norm)',
    );
  });
});

test('the reference engine trains a model with layer norm: a step follows its gradient, divided or not', async () => {
  const setup = withLayerNorm();
  const { model, data, weights } = setup;
  const { count } = model.parameters;
  const { start, count: examples } = data.sets[0]!.train;
  const pass = new Pass(model, examples);
  gather(data.inputs, data.features, start, null, examples, pass.inputs);
  gather(data.targets, data.outputs, start, null, examples, pass.targets);
  const gradient = new Float32Array(count);
  const loss = pass.backward(weights, count, examples, gradient);
  expect(gradient.every((value) => value !== 0)).toBe(true);

  const engine = await startReferenceEngine(setup);
  const block = await engine.train(1);
  expect(block.loss[1]).toBe(Math.fround(loss));
  const after = (await engine.checkpoint()).weights.subarray(count);
  after.forEach((weight, p) => {
    expect(weight).toBe(Math.fround(weights[count + p]! - gradient[p]!));
  });
  expect((await engine.nextLoss())[1]).toBeLessThan(loss);

  const divided = await startReferenceEngine(setup, 1);
  await divided.train(1);
  expect((await divided.checkpoint()).weights.subarray(count)).toEqual(after);
});
