/**
 * Forward and backward pass of one network over a batch, in plain loops. Activations are stored
 * feature by feature, [feature, example], so that the innermost loops run over the batch; values are
 * rounded to float32, sums are float64. Nothing is allocated after construction.
 *
 * A pass is a list of parts, done in order. Large layers have several, cut between rows, so that a pass can be
 * interrupted; where it is cut changes no sum.
 */
import type { ActivationName } from '../../core/network/activations.ts';
import type { LossName } from '../../core/data/data-set.ts';
import type { LayerLayout, NetworkLayout } from '../../core/network/layout.ts';
import { activationRows, type ActivationRows } from './activation-rows.ts';
import { multiply, outerProducts, rowSums } from './kernels.ts';
import { softmaxCrossEntropy, squaredError } from './losses.ts';

/** What a pass works on: weights that start at `base`, the first `count` examples, and where the gradient goes. */
interface Work {
  weights: Float32Array;
  base: number;
  count: number;
  /** Null: forward only. */
  gradient: Float32Array | null;
}

/** A part of a pass: rows from <= r < to of what a layer computes; the last of them ends it. */
interface Part {
  readonly kind: 'forward' | 'loss' | 'gradient' | 'below';
  readonly layer: number;
  readonly from: number;
  readonly to: number;
}

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
  readonly #parts: readonly Part[];
  /** Parts of the forward pass, the loss included. */
  readonly #forwardParts: number;
  readonly #work: Work = { weights: new Float32Array(0), base: 0, count: 0, gradient: null };
  #lossValue = 0;

  /** No part does many more than `mostWork` multiply-adds. */
  constructor(
    network: NetworkLayout,
    activation: ActivationName,
    loss: LossName,
    capacity: number,
    mostWork = Infinity,
  ) {
    const { layers, widths } = network;
    this.#network = network;
    this.#loss = loss;
    this.#activations = layers.map((_, i) => activationRows[i < layers.length - 1 ? activation : 'linear']);
    this.inputs = new Float64Array(widths[0]! * capacity);
    this.targets = new Float64Array(widths.at(-1)! * capacity);
    this.#outputs = layers.map(({ outputs }) => new Float64Array(outputs * capacity));
    this.#deltas = layers.map(({ outputs }) => new Float64Array(outputs * capacity));
    const { forward, backward } = partsOf(layers, (width) => Math.floor(mostWork / (width * capacity)));
    this.#parts = [...forward, ...backward];
    this.#forwardParts = forward.length;
  }

  /** The last layer's sums of the latest forward pass, [output, example]. */
  get logits(): Float64Array {
    return this.#outputs.at(-1)!;
  }

  /** Mean loss of the first `count` examples; `weights` start at `base`. */
  forward(weights: Float32Array, base: number, count: number): number {
    const parts = this.begin(weights, base, count, null);
    for (let part = 0; part < parts; part += 1) this.part(part);
    return this.#lossValue;
  }

  /** Forward, then the gradient of the mean loss into `gradient` [parameter]; returns the loss. */
  backward(weights: Float32Array, base: number, count: number, gradient: Float32Array): number {
    const parts = this.begin(weights, base, count, gradient);
    for (let part = 0; part < parts; part += 1) this.part(part);
    return this.#lossValue;
  }

  /** Prepares a pass to be done part by part; returns how many parts it has. */
  begin(weights: Float32Array, base: number, count: number, gradient: Float32Array | null): number {
    const work = this.#work;
    work.weights = weights;
    work.base = base;
    work.count = count;
    work.gradient = gradient;
    return gradient === null ? this.#forwardParts : this.#parts.length;
  }

  /** The mean loss, once the forward parts are done. */
  get loss(): number {
    return this.#lossValue;
  }

  /** Does one part; all of them are done in order. */
  part(index: number): void {
    const { kind, layer, from, to } = this.#parts[index]!;
    const { weights, base, count, gradient } = this.#work;
    const layout = this.#network.layers[layer]!;
    const below = layer === 0 ? this.inputs : this.#outputs[layer - 1]!;
    const above = this.#outputs[layer]!;
    const delta = this.#deltas[layer]!;
    switch (kind) {
      case 'forward':
        layerForward(layout, from, to, weights, base, below, above, count);
        if (to === layout.outputs) this.#activations[layer]!.apply(above, to * count);
        return;
      case 'loss': {
        const rule = this.#loss === 'cross-entropy' ? softmaxCrossEntropy : squaredError;
        this.#lossValue = rule(above, this.targets, delta, layout.outputs, count, gradient !== null);
        return;
      }
      case 'gradient':
        outerProducts(delta, from, to, below, layout.inputs, gradient!, layout.kernel.offset, count);
        if (to === layout.outputs) rowSums(delta, to, gradient!, layout.bias.offset, count);
        return;
      case 'below': {
        const deltaBelow = this.#deltas[layer - 1]!;
        layerBackward(layout, from, to, weights, base, delta, deltaBelow, count);
        if (to === layout.inputs) this.#activations[layer - 1]!.scaleBySlope(deltaBelow, below, to * count);
      }
    }
  }
}

/** `fit` tells how many rows of so many terms each may be one part. */
function partsOf(
  layers: readonly LayerLayout[],
  fit: (width: number) => number,
): { readonly forward: readonly Part[]; readonly backward: readonly Part[] } {
  const cut = (kind: Part['kind'], layer: number, rows: number, width: number): Part[] => {
    // Rows are worked on two at a time: a cut between two that belong together would change their sums.
    const size = Math.max(2, Math.min(rows, fit(width)) & ~1);
    const parts: Part[] = [];
    for (let from = 0; from < rows; from += size)
      parts.push({ kind, layer, from, to: Math.min(rows, from + size) });
    return parts;
  };
  const last = layers.length - 1;
  const forward = layers.flatMap(({ inputs, outputs }, layer) => cut('forward', layer, outputs, inputs));
  const backward = layers.map(({ inputs, outputs }, layer) => [
    ...cut('gradient', layer, outputs, inputs),
    ...(layer === 0 ? [] : cut('below', layer, inputs, outputs)),
  ]);
  return {
    forward: [...forward, { kind: 'loss', layer: last, from: 0, to: 0 }],
    backward: backward.reverse().flat(),
  };
}

/** above[o, b] = bias[o] + sum_i kernel[o, i] below[i, b], for from <= o < to. */
function layerForward(
  { inputs, kernel, bias }: LayerLayout,
  from: number,
  to: number,
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
  multiply(matrix, from, to, inputs, below, above, count);
}

/** below[i, b] = sum_o kernel[o, i] above[o, b], for from <= i < to. */
function layerBackward(
  { inputs, outputs, kernel }: LayerLayout,
  from: number,
  to: number,
  weights: Float32Array,
  base: number,
  above: Float64Array,
  below: Float64Array,
  count: number,
): void {
  const offset = base + kernel.offset;
  const transposed = { values: weights, offset, rowStride: 1, columnStride: inputs, starts: null };
  multiply(transposed, from, to, outputs, above, below, count);
}
