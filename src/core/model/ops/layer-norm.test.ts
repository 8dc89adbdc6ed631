import { describe, expect, test } from 'vitest';
import { initialiseWeights } from '../initialise.ts';
import type { Model } from '../model.ts';
import { Pass, shapesOf } from '../pass.ts';
import { randomStream } from '../../rng.ts';
import { normalised } from '../../testing/normalised.ts';
import { naiveLoss, naiveOutputs } from '../testing/naive.ts';

const examples = 5;

/** The mean loss in float64. */
function naiveMean(model: Model, weights: ArrayLike<number>, pass: Pass): number {
  const column = (values: Float32Array, width: number, b: number): number[] =>
    Array.from({ length: width }, (_, f) => values[f * examples + b]!);
  let total = 0;
  for (let b = 0; b < examples; b += 1)
    total += naiveLoss(
      model,
      naiveOutputs(model, weights, column(pass.inputs, 3, b)),
      column(pass.targets, 2, b),
    );
  return total / examples;
}

function drawn(model: Model): { readonly pass: Pass; readonly weights: Float32Array } {
  const random = randomStream(5, 'data');
  const pass = new Pass(model, examples);
  for (let i = 0; i < pass.inputs.length; i += 1) pass.inputs[i] = Math.fround(random.normal());
  for (let b = 0; b < examples; b += 1) pass.targets[(b % 2) * examples + b] = 1;
  const weights = Float32Array.from({ length: model.parameters.count }, () => 0.7 * random.normal());
  return { pass, weights };
}

describe('layer norm', () => {
  test.each([
    ['above a layer', false, 'cross-entropy'],
    ['above a layer', false, 'squared-error'],
    ['of the inputs', true, 'cross-entropy'],
  ] as const)('%s: gradients are central differences of the loss (%s, %s)', (_name, first, loss) => {
    const model = normalised(first, loss);
    const { pass, weights } = drawn(model);
    const gradient = new Float32Array(weights.length);
    expect(pass.backward(weights, 0, examples, gradient)).toBeCloseTo(naiveMean(model, weights, pass), 6);
    const shifted = Float64Array.from(weights);
    const h = 1e-5;
    let largest = 0;
    weights.forEach((weight, p) => {
      const at = (x: number): number => {
        shifted[p] = x;
        return naiveMean(model, shifted, pass);
      };
      const truth = (at(weight + h) - at(weight - h)) / (2 * h);
      shifted[p] = weight;
      largest = Math.max(largest, Math.abs(truth));
      expect(Math.abs(gradient[p]! - truth)).toBeLessThan(2e-6);
    });
    expect(largest).toBeGreaterThan(0.05);
  });

  test('gives every example mean 0 and variance 1 before its weights, which begin as 1 and 0', () => {
    const model = normalised(false, 'cross-entropy');
    const { pass } = drawn(model);
    const weights = new Float32Array(model.parameters.count).fill(9);
    initialiseWeights(weights, model, 'glorot', 1);
    expect([...weights.subarray(-8)]).toEqual([1, 1, 1, 1, 0, 0, 0, 0]);
    const values = pass.until(1, weights, examples);
    for (let b = 0; b < examples; b += 1) {
      const own = [0, 1, 2, 3].map((f) => values[f * examples + b]!);
      expect(own.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 5);
      expect(own.reduce((sum, x) => sum + x * x, 0) / 4).toBeCloseTo(1, 3);
    }
  });

  test('is refused where its tensors do not fit', () => {
    const model = normalised(false, 'cross-entropy');
    const nodes = model.nodes.map((node) => (node.op === 'layer-norm' ? { ...node, tensors: [4, 3] } : node));
    expect(() => shapesOf({ ...model, nodes })).toThrow(RangeError);
  });
});
