/**
 * Forward and backward pass of one network over a batch, in plain loops. Activations are stored
 * feature by feature, [feature, example], so that the innermost loops run over the batch; values are
 * rounded to float32, sums are float64. Nothing is allocated after construction.
 */
import type { ActivationName } from '../../core/network/activations.ts';
import type { LossName } from '../../core/data/data-set.ts';
import type { LayerLayout, NetworkLayout } from '../../core/network/layout.ts';
import { activationRows, type ActivationRows } from './activation-rows.ts';
import { multiply, outerProducts, rowSums } from './kernels.ts';
import { softmaxCrossEntropy, squaredError } from './losses.ts';

export class NetworkPass {
  /** [feature, example] inputs of the batch: fill before a pass. */
  readonly inputs: Float64Array;
  /** [output, example] targets of the batch: fill before a pass. */
  readonly targets: Float64Array;
  readonly #network: NetworkLayout;
  readonly #loss: LossName;
  readonly #activations: readonly ActivationRows[];
  /** Outputs of every layer, [output, example]. */
  readonly #outputs: readonly Float64Array[];
  /** Loss gradient at every layer's sums, [output, example]. */
  readonly #deltas: readonly Float64Array[];

  constructor(network: NetworkLayout, activation: ActivationName, loss: LossName, capacity: number) {
    const { layers, widths } = network;
    this.#network = network;
    this.#loss = loss;
    this.#activations = layers.map((_, i) => activationRows[i < layers.length - 1 ? activation : 'linear']);
    this.inputs = new Float64Array(widths[0]! * capacity);
    this.targets = new Float64Array(widths.at(-1)! * capacity);
    this.#outputs = layers.map(({ outputs }) => new Float64Array(outputs * capacity));
    this.#deltas = layers.map(({ outputs }) => new Float64Array(outputs * capacity));
  }

  /** The last layer's sums of the latest forward pass, [output, example]. */
  get logits(): Float64Array {
    return this.#outputs.at(-1)!;
  }

  /** Mean loss of the first `count` examples; `weights` start at `base`. */
  forward(weights: Float32Array, base: number, count: number): number {
    return this.#forward(weights, base, count, false);
  }

  #forward(weights: Float32Array, base: number, count: number, differentiate: boolean): number {
    const { layers } = this.#network;
    let below = this.inputs;
    for (let l = 0; l < layers.length; l += 1) {
      const above = this.#outputs[l]!;
      layerForward(layers[l]!, this.#activations[l]!, weights, base, below, above, count);
      below = above;
    }
    const rule = this.#loss === 'cross-entropy' ? softmaxCrossEntropy : squaredError;
    const { outputs } = layers.at(-1)!;
    return rule(this.logits, this.targets, this.#deltas.at(-1)!, outputs, count, differentiate);
  }

  /** Forward, then the gradient of the mean loss into `gradient` [parameter]; returns the loss. */
  backward(weights: Float32Array, base: number, count: number, gradient: Float32Array): number {
    const { layers } = this.#network;
    const loss = this.#forward(weights, base, count, true);
    for (let l = layers.length - 1; l >= 0; l -= 1) {
      const { inputs, outputs, kernel, bias } = layers[l]!;
      const delta = this.#deltas[l]!;
      const below = l === 0 ? this.inputs : this.#outputs[l - 1]!;
      outerProducts(delta, outputs, below, inputs, gradient, kernel.offset, count);
      rowSums(delta, outputs, gradient, bias.offset, count);
      if (l > 0) {
        const deltaBelow = this.#deltas[l - 1]!;
        layerBackward(layers[l]!, weights, base, delta, deltaBelow, count);
        this.#activations[l - 1]!.scaleBySlope(deltaBelow, below, inputs * count);
      }
    }
    return loss;
  }
}

/** above[o, b] = activation(bias[o] + sum_i kernel[o, i] below[i, b]). */
function layerForward(
  { inputs, outputs, kernel, bias }: LayerLayout,
  activation: ActivationRows,
  weights: Float32Array,
  base: number,
  below: Float64Array,
  above: Float64Array,
  count: number,
): void {
  const starts = base + bias.offset;
  const matrix = {
    values: weights,
    offset: base + kernel.offset,
    rowStride: inputs,
    columnStride: 1,
    starts,
  };
  multiply(matrix, outputs, inputs, below, above, count);
  activation.apply(above, outputs * count);
}

/** below[i, b] = sum_o kernel[o, i] above[o, b]. */
function layerBackward(
  { inputs, outputs, kernel }: LayerLayout,
  weights: Float32Array,
  base: number,
  above: Float64Array,
  below: Float64Array,
  count: number,
): void {
  const offset = base + kernel.offset;
  const transposed = { values: weights, offset, rowStride: 1, columnStride: inputs, starts: null };
  multiply(transposed, inputs, outputs, above, below, count);
}
