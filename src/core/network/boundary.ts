/** What a network says on a grid over the plane, and how well it does on examples: in pieces short enough to interleave. */
import type { LossName } from '../data/data-set.ts';
import { exp, log } from '../numeric/functions.ts';
import type { ActivationName } from './activations.ts';
import { hiddenActivations } from './hidden.ts';
import type { NetworkLayout } from './layout.ts';

/** A network's weights [parameter] and how to read them. */
export interface NetworkState {
  readonly weights: Float32Array;
  readonly layout: NetworkLayout;
  readonly activation: ActivationName;
}

/** A square piece of the plane, in standardised inputs. */
export interface Extent {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

export interface Outcome {
  /** Mean over the examples: cross-entropy, or squared error averaged over the outputs. */
  readonly loss: number;
  /** Share of examples whose largest output is that of their class; null for regression. */
  readonly accuracy: number | null;
}

/** Outputs [example, output] before any softmax, on `inputs` [example, feature]. */
export function networkOutputs(
  { weights, layout, activation }: NetworkState,
  inputs: Float32Array,
): Float32Array {
  const below = hiddenActivations(weights, layout, activation, inputs);
  const last = layout.layers.at(-1);
  if (last === undefined || layout.layers.length === 1) return below;
  const { inputs: width, outputs, kernel, bias } = last;
  const examples = below.length / width;
  const above = new Float32Array(examples * outputs);
  for (let example = 0; example < examples; example += 1) {
    for (let unit = 0; unit < outputs; unit += 1) {
      let sum = weights[bias.offset + unit]!;
      for (let i = 0; i < width; i += 1)
        sum += weights[kernel.offset + unit * width + i]! * below[example * width + i]!;
      above[example * outputs + unit] = sum;
    }
  }
  return above;
}

/** Inputs [size * size, 2] of a grid's cell centres, row by row from the top (largest y) down. */
export function gridInputs({ x, y }: Extent, size: number): Float32Array {
  const inputs = new Float32Array(2 * size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const at = 2 * (row * size + column);
      inputs[at] = x[0] + ((column + 0.5) / size) * (x[1] - x[0]);
      inputs[at + 1] = y[1] - ((row + 0.5) / size) * (y[1] - y[0]);
    }
  }
  return inputs;
}

/** Examples that are computed between two looks at the clock, for networks of at most so many multiplications. */
const pieceWork = 2 ** 20;

function* inPieces<T>(
  { layout }: NetworkState,
  inputs: Float32Array,
  take: (piece: Float32Array, first: number) => T,
): Generator<void, void> {
  const features = layout.widths[0]!;
  const rows = Math.max(1, Math.floor(pieceWork / layout.parameterCount / 4));
  for (let first = 0; first * features < inputs.length; first += rows) {
    take(inputs.subarray(first * features, (first + rows) * features), first);
    yield;
  }
}

/**
 * The field of a network over grid inputs: [cell] the probability of class 1 of two, or the one output of a
 * regression. Yields between pieces.
 */
export function* fieldOver(
  network: NetworkState,
  loss: LossName,
  inputs: Float32Array,
): Generator<void, Float32Array> {
  const field = new Float32Array(inputs.length / network.layout.widths[0]!);
  const outputs = network.layout.widths.at(-1)!;
  yield* inPieces(network, inputs, (piece, first) => {
    const said = networkOutputs(network, piece);
    for (let i = 0; i * outputs < said.length; i += 1)
      field[first + i] =
        loss === 'cross-entropy'
          ? 1 / (1 + exp(said[i * outputs]! - said[i * outputs + 1]!))
          : said[i * outputs]!;
  });
  return field;
}

/** Loss and accuracy on examples with `targets` [example, output]. Yields between pieces. */
export function* outcomeOn(
  network: NetworkState,
  loss: LossName,
  inputs: Float32Array,
  targets: Float32Array,
): Generator<void, Outcome> {
  const outputs = network.layout.widths.at(-1)!;
  let sum = 0;
  let right = 0;
  yield* inPieces(network, inputs, (piece, first) => {
    const said = networkOutputs(network, piece);
    for (let i = 0; i * outputs < said.length; i += 1) {
      const own = said.subarray(i * outputs, (i + 1) * outputs);
      const wanted = targets.subarray((first + i) * outputs, (first + i + 1) * outputs);
      sum += loss === 'cross-entropy' ? crossEntropy(own, wanted) : squaredError(own, wanted);
      if (largest(own) === largest(wanted)) right += 1;
    }
  });
  const examples = targets.length / outputs;
  return { loss: sum / examples, accuracy: loss === 'cross-entropy' ? right / examples : null };
}

/** The class [example] that a network takes each example for. Yields between pieces. */
export function* classesOn(network: NetworkState, inputs: Float32Array): Generator<void, Uint8Array> {
  const outputs = network.layout.widths.at(-1)!;
  const classes = new Uint8Array(inputs.length / network.layout.widths[0]!);
  yield* inPieces(network, inputs, (piece, first) => {
    const said = networkOutputs(network, piece);
    for (let i = 0; i * outputs < said.length; i += 1)
      classes[first + i] = largest(said.subarray(i * outputs, (i + 1) * outputs));
  });
  return classes;
}

function crossEntropy(logits: Float32Array, target: Float32Array): number {
  const top = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  let total = 0;
  for (const logit of logits) total += exp(logit - top);
  return log(total) + top - logits[largest(target)]!;
}

function squaredError(values: Float32Array, target: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += (values[i]! - target[i]!) * (values[i]! - target[i]!);
  return sum / values.length;
}

function largest(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i += 1) if (values[i]! > values[best]!) best = i;
  return best;
}
