/**
 * The output of a network on a grid over the plane, and its loss and accuracy on examples, in short pieces that can
 * be interleaved.
 */
import { networkWork, passValues } from '../cost.ts';
import { exp } from '../numeric/functions.ts';
import { gather } from '../model/gather.ts';
import { sizeOf } from '../model/layout.ts';
import { correctCount, isOfClasses, largestOf } from '../model/losses.ts';
import { outputNode, type Model } from '../model/model.ts';
import { Pass } from '../model/pass.ts';

/** A model and its weights [parameter]. */
export interface NetworkState {
  readonly model: Model;
  readonly weights: Float32Array;
}

/** A square part of the plane, in standardised inputs. */
export interface Extent {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

export interface Outcome {
  /** Mean over the examples: cross-entropy, or squared error averaged over the outputs. */
  readonly loss: number;
  /** Fraction of examples whose largest output is their class; null for regression. */
  readonly accuracy: number | null;
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

/** A quarter of it: about the number of multiplications between two readings of the clock. */
const pieceWork = 2 ** 20;
/** Maximum number of values that a pass holds. */
const pieceValues = 2 ** 20;

/** Multiplications of a forward pass for one example, about. */
export const workOf = (model: Model): number => Math.max(model.parameters.count, networkWork(model).forward);

/** A pass that holds the examples of one piece, from `inputs`. */
export const passOver = (model: Model, inputs: Float32Array): Pass => {
  const rows = Math.floor(Math.min(pieceWork / workOf(model) / 4, pieceValues / passValues(model)));
  return new Pass(model, Math.min(Math.max(1, rows), inputs.length / sizeOf(model.input)));
};

/** Examples of a piece [first, first + count). */
export interface Piece {
  readonly first: number;
  readonly count: number;
}

/** Loads the examples into a pass, one piece at a time, for the caller to compute with. */
export function* inPieces(
  pass: Pass,
  { inputs, targets }: { readonly inputs: Float32Array; readonly targets?: Float32Array },
): Generator<Piece, void> {
  const { capacity, features, predictions } = pass;
  const examples = inputs.length / features;
  for (let first = 0; first < examples; first += capacity) {
    const count = Math.min(capacity, examples - first);
    gather(inputs, features, first, null, count, pass.inputs);
    if (targets !== undefined) gather(targets, predictions.targets, first, null, count, pass.targets);
    yield { first, count };
  }
}

/**
 * The field of a network over grid inputs: [cell] the probability of class 1 of two, or the single output of a
 * regression. Yields between pieces.
 */
export function* fieldOver(
  { model, weights }: NetworkState,
  inputs: Float32Array,
): Generator<void, Float32Array> {
  const pass = passOver(model, inputs);
  const field = new Float32Array(inputs.length / pass.features);
  for (const { first, count } of inPieces(pass, { inputs })) {
    const said = pass.until(outputNode(model), weights, count);
    for (let i = 0; i < count; i += 1)
      field[first + i] =
        model.loss === 'cross-entropy' ? 1 / (1 + exp(said[i]! - said[count + i]!)) : said[i]!;
    yield;
  }
  return field;
}

/** Loss and accuracy on examples with `targets` [example, output]. Yields between pieces. */
export function* outcomeOn(
  { model, weights }: NetworkState,
  inputs: Float32Array,
  targets: Float32Array,
): Generator<void, Outcome> {
  const pass = passOver(model, inputs);
  let sum = 0;
  let right = 0;
  for (const { count } of inPieces(pass, { inputs, targets })) {
    sum += count * pass.forward(weights, 0, count);
    right += correctCount(pass.values.at(-1)!, pass.targets, pass.predictions, count);
    yield;
  }
  const examples = inputs.length / pass.features;
  return {
    loss: sum / examples,
    accuracy: isOfClasses(model.loss) ? right / (examples * pass.predictions.tokens) : null,
  };
}

/** The predicted class of each example, [example]. Yields between pieces. */
export function* classesOn(
  { model, weights }: NetworkState,
  inputs: Float32Array,
): Generator<void, Uint8Array> {
  const pass = passOver(model, inputs);
  const classes = new Uint8Array(inputs.length / pass.features);
  for (const { first, count } of inPieces(pass, { inputs })) {
    const said = pass.until(outputNode(model), weights, count);
    for (let i = 0; i < count; i += 1) classes[first + i] = largestOf(said, pass.outputs, count, i);
    yield;
  }
  return classes;
}
