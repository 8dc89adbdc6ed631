/** Gradients of the simd engine against plain float64 sums, whose rounding is negligible. */
import { expect, it } from 'vitest';
import { cnn } from '../../core/model/networks/cnn.ts';
import { decoder, encoder } from '../../core/model/networks/transformer.ts';
import { naiveLoss, naiveOutputs } from '../../core/model/testing/naive.ts';
import { setupOf, smallSetup } from '../testing/setups.ts';
import { startSimdEngine } from './simd-engine.ts';

/** Name -> value and slope, the latter from the value. */
const activations = {
  tanh: [Math.tanh, (a: number) => 1 - a * a],
  relu: [(z: number) => Math.max(0, z), (a: number) => (a > 0 ? 1 : 0)],
  sigmoid: [(z: number) => 1 / (1 + Math.exp(-z)), (a: number) => a * (1 - a)],
} as const;

type Setup = ReturnType<typeof smallSetup>;

/** Gradient of the mean cross-entropy over the first examples, by parameter. */
function gradientOf(
  { model, weights, data }: Setup,
  widths: readonly number[],
  activation: keyof typeof activations,
  examples: number,
): Float64Array {
  const { tensors, count } = model.parameters;
  const [value, slope] = activations[activation];
  const gradient = new Float64Array(count);
  const last = widths.length - 1;
  const rowOf = (layer: number, output: number): number =>
    tensors[2 * layer]!.offset + output * widths[layer]!;
  const biasOf = (layer: number, output: number): number => tensors[2 * layer + 1]!.offset + output;
  for (let example = 0; example < examples; example += 1) {
    const features = widths[0]!;
    const inputs = [Float64Array.from(data.inputs.subarray(example * features, (example + 1) * features))];
    for (let layer = 0; layer < last; layer += 1)
      inputs.push(
        Float64Array.from({ length: widths[layer + 1]! }, (_, output) => {
          const sum = inputs[layer]!.reduce(
            (total, input, i) => total + weights[rowOf(layer, output) + i]! * input,
            weights[biasOf(layer, output)]!,
          );
          return layer === last - 1 ? sum : value(sum);
        }),
      );
    const outputs = inputs[last]!;
    const most = Math.max(...outputs);
    const total = outputs.reduce((sum, z) => sum + Math.exp(z - most), 0);
    let errors = outputs.map(
      (z, output) =>
        (Math.exp(z - most) / total - data.targets[example * outputs.length + output]!) / examples,
    );
    for (let layer = last - 1; layer >= 0; layer -= 1) {
      const before = new Float64Array(widths[layer]!);
      errors.forEach((error, output) => {
        gradient[biasOf(layer, output)]! += error;
        inputs[layer]!.forEach((input, i) => {
          gradient[rowOf(layer, output) + i]! += error * input;
          before[i]! += error * weights[rowOf(layer, output) + i]!;
        });
      });
      errors = before.map((error, i) => error * slope(inputs[layer]![i]!));
    }
  }
  return gradient;
}

it.each([
  [[2, 8, 8, 2], 'tanh', 64],
  [[2, 32, 32, 32, 2], 'tanh', 256],
  [[784, 32, 10], 'relu', 64],
  [[784, 128, 10], 'sigmoid', 64],
] as const)(
  '%j, %s, %i examples: within 1e-6 of the norm of every tensor',
  async (widths, activation, examples) => {
    const learningRate = 1024;
    const given = smallSetup({
      widths: [...widths],
      activation,
      optimizer: { name: 'sgd' },
      learningRates: [learningRate],
      examples,
      seed: 9,
    });
    const scale = Math.min(1, 2 / Math.sqrt(widths[0]));
    const setup = { ...given, weights: given.weights.map((weight) => weight * scale) };
    const engine = await startSimdEngine(setup);
    await engine.train(1);
    const { weights } = await engine.checkpoint();
    const wanted = gradientOf(setup, widths, activation, examples);
    const norm = (values: Float64Array): number => Math.hypot(...values);
    for (const { offset, length } of setup.model.parameters.tensors) {
      const own = wanted.subarray(offset, offset + length);
      const errors = own.map(
        (value, i) => (setup.weights[offset + i]! - weights[offset + i]!) / learningRate - value,
      );
      expect(norm(own)).toBeGreaterThan(0);
      expect(norm(errors) / norm(own)).toBeLessThan(1e-6);
    }
  },
);

/** Slopes of the mean loss over all examples in float64, by central differences. */
function slopesOf({ model, weights, data }: Setup, examples: number): Float64Array {
  const row = (values: Float32Array, width: number, b: number): number[] => [
    ...values.subarray(b * width, (b + 1) * width),
  ];
  const shifted = Float64Array.from(weights);
  const meanLoss = (): number => {
    let sum = 0;
    for (let b = 0; b < examples; b += 1)
      sum += naiveLoss(
        model,
        naiveOutputs(model, shifted, row(data.inputs, data.features, b)),
        row(data.targets, data.outputs, b),
      );
    return sum / examples;
  };
  const h = 1e-5;
  return shifted.map((weight, p) => {
    shifted[p] = weight + h;
    const above = meanLoss();
    shifted[p] = weight - h;
    const below = meanLoss();
    shifted[p] = weight;
    return (above - below) / (2 * h);
  });
}

const image = { image: [2, 8, 7], filters: [3, 5], kernel: 3, head: [], outputs: 3 } as const;
const text = { context: 3, vocabulary: 5, width: 4, blocks: 1, heads: 2 };

it.each([
  ['a convolutional network', cnn({ ...image, halving: 'max', activation: 'tanh' }, 'cross-entropy')],
  [
    'convolutions with a stride',
    cnn({ ...image, halving: 'stride', activation: 'sigmoid' }, 'squared-error'),
  ],
  ['a decoder', decoder({ ...text, tied: true })],
  ['an encoder', encoder({ ...text, classes: 3, readout: 'mean' })],
])('%s: within 1e-4 of the norm of every tensor', async (_, model) => {
  const [learningRate, examples] = [1024, 6];
  const setup = setupOf(model, { optimizer: { name: 'sgd' }, learningRates: [learningRate], examples });
  const engine = await startSimdEngine(setup);
  await engine.train(1);
  const { weights } = await engine.checkpoint();
  const wanted = slopesOf(setup, examples);
  expect(Math.hypot(...wanted)).toBeGreaterThan(0.01);
  for (const { name, offset, length } of model.parameters.tensors) {
    const own = wanted.subarray(offset, offset + length);
    const errors = own.map(
      (value, i) => (setup.weights[offset + i]! - weights[offset + i]!) / learningRate - value,
    );
    // A bias of keys moves all scores of a token alike: its gradient is only rounding.
    expect(Math.hypot(...errors) / Math.max(Math.hypot(...own), 1e-3), name).toBeLessThan(1e-4);
  }
});
