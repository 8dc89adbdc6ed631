/**
 * Forward and backward pass of many small networks at once, written by hand: one batched operation serves all of
 * them, without a gradient tape. No sum is taken over replicas, so replicas stay independent.
 */
import {
  add,
  concat,
  exp,
  log,
  matMul,
  maxPool,
  mul,
  relu,
  reshape,
  sigmoid,
  slice,
  square,
  step,
  sub,
  sum,
  tanh,
  tidy,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { ExampleLoss } from '../../core/data/data-set.ts';
import type { ActivationName } from '../../core/model/model.ts';
import type { Tensor as Parameters } from '../../core/model/layout.ts';
import type { Perceptron } from '../../core/model/mlp.ts';
import type { Constants } from './constants.ts';

/** Networks, their loss, and the constants they compute with. */
export interface NetworkModel {
  readonly perceptron: Perceptron;
  readonly loss: ExampleLoss;
  readonly constants: Constants;
  /** Approximate size of one intermediate tensor, if work can be divided. */
  readonly workingNumbers: number;
}

/**
 * Examples for networks; [1, ..] if all networks see the same. Inside the network, examples are the last axis: sums
 * over examples or outputs then need no transposed copies.
 */
export interface Batch {
  /** [network, example, feature]. */
  readonly inputs: Tensor;
  /** [network, output, example]. */
  readonly targets: Tensor;
}

interface Activation {
  readonly value: (z: Tensor) => Tensor;
  /** Gradient with respect to z from the gradient with respect to a = value(z). */
  readonly pullBack: (gradient: Tensor, a: Tensor, constants: Constants) => Tensor;
}

const activations: Readonly<Record<ActivationName, Activation>> = {
  tanh: { value: tanh, pullBack: (g, a, constants) => mul(g, sub(constants.of(1), square(a))) },
  relu: { value: relu, pullBack: (g, a) => mul(g, step(a)) },
  sigmoid: { value: sigmoid, pullBack: (g, a, constants) => mul(g, mul(a, sub(constants.of(1), a))) },
  linear: { value: (z) => z, pullBack: (g) => g },
};

/** A range of every network's weights, [network, ...shape]. */
function part(weights: Tensor, { offset, length }: Parameters, shape: readonly number[]): Tensor {
  const networks = weights.shape[0];
  return reshape(slice(weights, [0, offset], [networks, length]), [networks, ...shape]);
}

interface Forward {
  /** Values of the hidden layers, [network, feature, example]. */
  readonly hidden: readonly Tensor[];
  /** The last layer's sums, [network, output, example]. */
  readonly outputs: Tensor;
  /** [network, outputs, inputs] of every layer. */
  readonly kernels: readonly Tensor[];
}

function forward({ perceptron }: NetworkModel, weights: Tensor, inputs: Tensor): Forward {
  const { layers, activation } = perceptron;
  const kernels = layers.map(({ kernel, inputs: from, outputs: to }) => part(weights, kernel, [to, from]));
  const hidden: Tensor[] = [];
  let outputs = inputs;
  layers.forEach(({ bias, outputs: to }, index) => {
    const products = matMul(kernels[index]!, hidden[index - 1] ?? inputs, false, index === 0);
    outputs = add(products, part(weights, bias, [to, 1]));
    if (index < layers.length - 1) hidden.push(activations[activation].value(outputs));
  });
  return { hidden, outputs, kernels };
}

/** A loss as a function of outputs and targets, both [network, output, example]. */
interface LossParts {
  /** [network], to be multiplied by `lossScale`. */
  readonly sum: Tensor;
  /** Gradient of the mean loss with respect to the outputs. */
  readonly gradient: () => Tensor;
}

interface LossRule {
  readonly parts: (outputs: Tensor, targets: Tensor, constants: Constants) => LossParts;
  /** Turns a sum over examples and outputs into the mean loss. */
  readonly lossScale: (examples: number, outputs: number) => number;
}

const losses: Readonly<Record<ExampleLoss, LossRule>> = {
  'cross-entropy': {
    parts(outputs, targets, constants) {
      const [, width, examples] = outputs.shape as [number, number, number];
      const shifted = sub(outputs, largest(outputs));
      const totals = matMul(constants.onesRow(width), exp(shifted));
      const logShares = sub(shifted, log(totals));
      return {
        sum: sum(mul(targets, logShares), [1, 2]),
        gradient: () => mul(sub(exp(logShares), targets), constants.of(1 / examples)),
      };
    },
    lossScale: (examples) => -1 / examples,
  },
  'squared-error': {
    parts(outputs, targets, constants) {
      const errors = sub(outputs, targets);
      const [, width, examples] = outputs.shape;
      return {
        sum: sum(square(errors), [1, 2]),
        gradient: () => mul(errors, constants.of(2 / (examples! * width!))),
      };
    },
    lossScale: (examples, outputs) => 1 / (examples * outputs),
  },
};

/**
 * The largest output of every example, [network, 1, example]. Pooling uses one thread per result; the reduction
 * behind `max` would use a whole workgroup.
 */
function largest(outputs: Tensor): Tensor {
  const [networks, width, examples] = outputs.shape as [number, number, number];
  const image: Tensor4D = reshape(outputs, [networks, width, examples, 1]);
  return reshape(maxPool(image, [width, 1], [width, 1], 'valid'), [networks, 1, examples]);
}

/** Factor from the sums that `evaluate` and `lossAndGradient` return to mean losses. */
export const lossScale = (loss: ExampleLoss, examples: number, outputs: number): number =>
  losses[loss].lossScale(examples, outputs);

/** Loss sums [network] and outputs [network, output, example] of weights [network, parameter]. */
export function evaluate(
  model: NetworkModel,
  weights: Tensor,
  { inputs, targets }: Batch,
): { sum: Tensor; outputs: Tensor } {
  const { outputs } = forward(model, weights, inputs);
  return { sum: losses[model.loss].parts(outputs, targets, model.constants).sum, outputs };
}

/** Loss sums [network], and the gradient of the mean loss [network, parameter]. */
export function lossAndGradient(
  model: NetworkModel,
  weights: Tensor,
  batch: Batch,
): { sum: Tensor; gradient: Tensor } {
  return tidy(() => {
    const pass = forward(model, weights, batch.inputs);
    const loss = losses[model.loss].parts(pass.outputs, batch.targets, model.constants);
    return { sum: loss.sum, gradient: backward(model, pass, batch.inputs, loss.gradient()) };
  });
}

/** Back-propagation, from the gradient at the outputs to [network, parameter]. */
function backward(model: NetworkModel, { hidden, kernels }: Forward, inputs: Tensor, top: Tensor): Tensor {
  const { pullBack } = activations[model.perceptron.activation];
  const pieces: Tensor[] = [];
  let delta = top; // [network, output, example]
  for (let index = kernels.length - 1; index >= 0; index -= 1) {
    const below = hidden[index - 1];
    const kernel = below === undefined ? matMul(delta, inputs) : matMul(delta, below, false, true);
    pieces.unshift(flat(kernel), sum(delta, 2));
    if (below !== undefined) delta = pullBack(matMul(kernels[index]!, delta, true), below, model.constants);
  }
  return concat(pieces, 1);
}

/** [network, ..] as [network, n]. */
const flat = (values: Tensor): Tensor => reshape(values, [values.shape[0], -1]);
