/**
 * Forward and backward pass of one network over a batch, in plain loops. Activations are stored
 * feature by feature, [feature, example], so that the innermost loops run over the batch; float32
 * storage, float64 sums. Nothing is allocated after construction.
 */
import { activations, type Activation, type ActivationName } from '../../core/network/activations.ts';
import type { LossName } from '../../core/data/data-set.ts';
import type { LayerLayout, NetworkLayout } from '../../core/network/layout.ts';
import { softmaxCrossEntropy, squaredError } from './losses.ts';

const linear: Activation = activations.linear;

export class NetworkPass {
  /** [feature, example] inputs of the batch: fill before a pass. */
  readonly inputs: Float32Array;
  /** [output, example] targets of the batch: fill before a pass. */
  readonly targets: Float32Array;
  readonly #network: NetworkLayout;
  readonly #loss: LossName;
  readonly #activations: readonly Activation[];
  /** Outputs of every layer, [output, example]. */
  readonly #outputs: readonly Float32Array[];
  /** Loss gradient at every layer's sums, [output, example]. */
  readonly #deltas: readonly Float32Array[];
  /** One row of float64 sums. */
  readonly #sums: Float64Array;

  constructor(network: NetworkLayout, activation: ActivationName, loss: LossName, capacity: number) {
    const { layers, widths } = network;
    this.#network = network;
    this.#loss = loss;
    this.#activations = layers.map((_, i) => (i < layers.length - 1 ? activations[activation] : linear));
    this.inputs = new Float32Array(widths[0]! * capacity);
    this.targets = new Float32Array(widths.at(-1)! * capacity);
    this.#outputs = layers.map(({ outputs }) => new Float32Array(outputs * capacity));
    this.#deltas = layers.map(({ outputs }) => new Float32Array(outputs * capacity));
    this.#sums = new Float64Array(capacity);
  }

  /** The last layer's sums of the latest forward pass, [output, example]. */
  get logits(): Float32Array {
    return this.#outputs.at(-1)!;
  }

  /** Mean loss of the first `count` examples; `weights` start at `base`. */
  forward(weights: Float32Array, base: number, count: number): number {
    let below = this.inputs;
    this.#network.layers.forEach((layer, l) => {
      const above = this.#outputs[l]!;
      layerForward(layer, this.#activations[l]!, weights, base, below, above, this.#sums, count);
      below = above;
    });
    return this.#lossGradient(count);
  }

  /** Forward, then the gradient of the mean loss into `gradient` [parameter]; returns the loss. */
  backward(weights: Float32Array, base: number, count: number, gradient: Float32Array): number {
    const { layers } = this.#network;
    const loss = this.forward(weights, base, count);
    for (let l = layers.length - 1; l >= 0; l -= 1) {
      const delta = this.#deltas[l]!;
      const below = l === 0 ? this.inputs : this.#outputs[l - 1]!;
      layerGradient(layers[l]!, delta, below, gradient, count);
      if (l > 0)
        deltaBelow(
          layers[l]!,
          this.#activations[l - 1]!,
          weights,
          base,
          delta,
          below,
          this.#deltas[l - 1]!,
          this.#sums,
          count,
        );
    }
    return loss;
  }

  #lossGradient(count: number): number {
    const outputs = this.#network.widths.at(-1)!;
    const rule = this.#loss === 'cross-entropy' ? softmaxCrossEntropy : squaredError;
    return rule(this.logits, this.targets, this.#deltas.at(-1)!, outputs, count);
  }
}

/** above[o, b] = activation(bias[o] + sum_i kernel[o, i] below[i, b]); four inputs at a time. */
function layerForward(
  { inputs, outputs, kernel, bias }: LayerLayout,
  { value }: Activation,
  weights: Float32Array,
  base: number,
  below: Float32Array,
  above: Float32Array,
  sums: Float64Array,
  count: number,
): void {
  for (let o = 0; o < outputs; o += 1) {
    const row = base + kernel.offset + o * inputs;
    sums.fill(weights[base + bias.offset + o]!, 0, count);
    addRows(weights, row, 1, below, inputs, sums, count);
    const start = o * count;
    for (let b = 0; b < count; b += 1) above[start + b] = value(sums[b]!);
  }
}

/** sums[b] += sum_r weights[first + r * stride] * rows[r, b], four rows at a time. */
function addRows(
  weights: Float32Array,
  first: number,
  stride: number,
  rows: Float32Array,
  rowCount: number,
  sums: Float64Array,
  count: number,
): void {
  let r = 0;
  for (; r + 4 <= rowCount; r += 4) {
    const w0 = weights[first + r * stride]!;
    const w1 = weights[first + (r + 1) * stride]!;
    const w2 = weights[first + (r + 2) * stride]!;
    const w3 = weights[first + (r + 3) * stride]!;
    const at = r * count;
    for (let b = 0; b < count; b += 1) {
      const x = at + b;
      sums[b] =
        sums[b]! +
        w0 * rows[x]! +
        w1 * rows[x + count]! +
        w2 * rows[x + 2 * count]! +
        w3 * rows[x + 3 * count]!;
    }
  }
  for (; r < rowCount; r += 1) {
    const w = weights[first + r * stride]!;
    const at = r * count;
    for (let b = 0; b < count; b += 1) sums[b] = sums[b]! + w * rows[at + b]!;
  }
}

/** gradient of kernel[o, i] = sum_b delta[o, b] below[i, b], of bias[o] = sum_b delta[o, b]. */
function layerGradient(
  { inputs, outputs, kernel, bias }: LayerLayout,
  delta: Float32Array,
  below: Float32Array,
  gradient: Float32Array,
  count: number,
): void {
  for (let o = 0; o < outputs; o += 1) {
    const from = o * count;
    const row = kernel.offset + o * inputs;
    let i = 0;
    for (; i + 4 <= inputs; i += 4) {
      const x = i * count;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let b = 0; b < count; b += 1) {
        const d = delta[from + b]!;
        s0 += d * below[x + b]!;
        s1 += d * below[x + count + b]!;
        s2 += d * below[x + 2 * count + b]!;
        s3 += d * below[x + 3 * count + b]!;
      }
      gradient[row + i] = s0;
      gradient[row + i + 1] = s1;
      gradient[row + i + 2] = s2;
      gradient[row + i + 3] = s3;
    }
    for (; i < inputs; i += 1) {
      let sum = 0;
      for (let b = 0; b < count; b += 1) sum += delta[from + b]! * below[i * count + b]!;
      gradient[row + i] = sum;
    }
    let sum = 0;
    for (let b = 0; b < count; b += 1) sum += delta[from + b]!;
    gradient[bias.offset + o] = sum;
  }
}

/** deltaBelow[i, b] = slope(below[i, b]) * sum_o kernel[o, i] delta[o, b]. */
function deltaBelow(
  { inputs, outputs, kernel }: LayerLayout,
  { slopeAt }: Activation,
  weights: Float32Array,
  base: number,
  delta: Float32Array,
  below: Float32Array,
  target: Float32Array,
  sums: Float64Array,
  count: number,
): void {
  for (let i = 0; i < inputs; i += 1) {
    sums.fill(0, 0, count);
    addRows(weights, base + kernel.offset + i, inputs, delta, outputs, sums, count);
    const start = i * count;
    for (let b = 0; b < count; b += 1) target[start + b] = sums[b]! * slopeAt(below[start + b]!);
  }
}
