/**
 * Forward and backward pass of many small networks at once, written by hand: one batched operation serves all of
 * them, without a gradient tape. No sum is taken over networks, so replicas stay independent. What an operation computes is
 * in ops/, the order here.
 */
import { add, concat, reshape, slice, tidy, zeros, type Tensor } from '@tensorflow/tfjs-core';
import { passValues } from '../../core/cost.ts';
import { sizeOf, type ParameterLayout } from '../../core/model/layout.ts';
import type { LossShape } from '../../core/model/losses.ts';
import { inputNode, type Model, type Node } from '../../core/model/model.ts';
import { planOf, predictionsOf, type NodePlan } from '../../core/model/pass.ts';
import { Constants } from './constants.ts';
import { losses } from './ops/losses.ts';
import type { Given } from './ops/op.ts';
import { opOf } from './ops/ops.ts';
import { flattened, fromRows, unflattened } from './ops/shapes.ts';
import { oneHot } from './ops/tokens.ts';

/** Networks, and the constants they compute with. */
export interface NetworkModel extends Pick<Model, 'parameters' | 'loss' | 'input'> {
  readonly nodes: readonly NodePlan[];
  readonly predictions: LossShape;
  /** Numbers that a forward pass holds for one example, and those of its widest node or input. */
  readonly numbers: number;
  readonly widest: number;
  readonly constants: Constants;
  /** Approximate numbers that work which can be divided holds at once. */
  readonly workingNumbers: number;
}

export function networkModel(model: Model, workingNumbers: number): NetworkModel {
  const { parameters, loss, input } = model;
  const nodes = planOf(model);
  return {
    parameters,
    loss,
    input,
    nodes,
    predictions: predictionsOf(model),
    numbers: sizeOf(input) + passValues(model),
    widest: Math.max(...[input, ...nodes.map(({ shape }) => shape)].map(sizeOf)),
    constants: new Constants(),
    workingNumbers,
  };
}

/**
 * Examples for networks; [1, ..] if all networks see the same. Inside the network, examples are the last axis: sums
 * over examples or outputs then need no transposed copies.
 */
export interface Batch {
  /** [network, example, feature]. */
  readonly inputs: Tensor;
  /** [network, target, example]. */
  readonly targets: Tensor;
}

/** A node that was computed: its values, then what its backward pass needs. */
interface Computed {
  readonly given: Given<Node>;
  readonly values: readonly Tensor[];
}

/** Computes all nodes in order. `keeps`: whether a backward pass follows. */
function forward(model: NetworkModel, weights: Tensor, inputs: Tensor, keeps: boolean): readonly Computed[] {
  const { nodes, constants, input } = model;
  const [networks, examples] = [weights.shape[0], inputs.shape[1]!];
  const tensors = new Map<number, Tensor>();
  const computed: Computed[] = [];
  let transposed: Tensor | null = null;
  for (const plan of nodes) {
    const { node } = plan;
    const op = opOf(node);
    const rows = op.takesRows === true && node.from[0] === inputNode && input.length === 1;
    const given = {
      ...plan,
      from: node.from.map((other) =>
        other === inputNode
          ? rows
            ? inputs
            : (transposed ??= fromRows(inputs, input))
          : computed[other]!.values[0]!,
      ),
      rows,
      weights: node.tensors.map((index) => {
        const own = tensors.get(index) ?? matrix(model.parameters, weights, index);
        tensors.set(index, own);
        return own;
      }),
      networks,
      examples,
      wanted: plan.gradients.some((what) => what !== 'none'),
      constants,
    };
    const values = tidy(() => op.forward(given).slice(0, keeps ? undefined : 1));
    computed.push({ given, values });
  }
  return computed;
}

/** A tensor of every network, [network, first extent, rest]. */
function matrix({ tensors }: ParameterLayout, weights: Tensor, index: number): Tensor {
  const { offset, length, shape } = tensors[index]!;
  const networks = weights.shape[0];
  return reshape(slice(weights, [0, offset], [networks, length]), [networks, shape[0]!, -1]);
}

/** Outputs [network, output, column] and targets of the same form. */
function predicted(
  { loss, predictions, constants }: NetworkModel,
  { given, values }: Computed,
  targets: Tensor,
): { outputs: Tensor; targets: Tensor } {
  if (loss !== 'token-cross-entropy')
    return { outputs: flattened(values[0]!, given.shape, given.examples), targets };
  const numbers = reshape(targets, [targets.shape[0], 1, -1]);
  return { outputs: values[0]!, targets: oneHot(numbers, predictions.width, constants) };
}

/** Factor from the sums that `evaluate` and `lossAndGradient` return to mean losses. */
export const lossScale = ({ loss, predictions }: NetworkModel, examples: number): number =>
  losses[loss].scale(examples * predictions.tokens, predictions.width);

/** Loss sums [network], and outputs and targets, both [network, output, column], of weights [network, parameter]. */
export function evaluate(
  model: NetworkModel,
  weights: Tensor,
  batch: Batch,
): { sum: Tensor; outputs: Tensor; targets: Tensor } {
  const last = forward(model, weights, batch.inputs, false).at(-1)!;
  const { outputs, targets } = predicted(model, last, batch.targets);
  return { sum: losses[model.loss].parts(outputs, targets, model.constants).sum, outputs, targets };
}

/** Loss sums [network], and the gradient of the mean loss [network, parameter]. */
export function lossAndGradient(
  model: NetworkModel,
  weights: Tensor,
  batch: Batch,
): { sum: Tensor; gradient: Tensor } {
  return tidy(() => {
    const computed = forward(model, weights, batch.inputs, true);
    const last = computed.at(-1)!;
    const { outputs, targets } = predicted(model, last, batch.targets);
    const { sum, gradient } = losses[model.loss].parts(outputs, targets, model.constants);
    const top = model.loss === 'token-cross-entropy' ? gradient() : unflattened(gradient(), last.given.shape);
    return { sum, gradient: backward(model, computed, top) };
  });
}

/**
 * Back-propagation, from the gradient at the outputs to [network, parameter]. Where a node or a tensor has several readers,
 * their gradients are added.
 */
function backward({ parameters }: NetworkModel, computed: readonly Computed[], top: Tensor): Tensor {
  const ofTensors = new Map<number, Tensor>();
  const ofNodes = new Map([[computed.length - 1, top]]);
  for (let id = computed.length - 1; id >= 0; id -= 1) {
    const { given, values } = computed[id]!;
    const delta = ofNodes.get(id);
    if (delta === undefined) continue; // Nothing below it learns.
    const { node, gradients } = given;
    const { weights, from } = tidy(() => opOf(node).backward(given, values, delta));
    weights.forEach((gradient, at) => gather(ofTensors, node.tensors[at]!, gradient));
    from.forEach((gradient, at) => {
      if (gradients[at] !== 'none') gather(ofNodes, node.from[at]!, gradient);
    });
  }
  const networks = top.shape[0];
  return concat(
    parameters.tensors.map(({ length }, index) =>
      reshape(ofTensors.get(index) ?? zeros([networks, length]), [networks, length]),
    ),
    1,
  );
}

function gather(sums: Map<number, Tensor>, key: number, gradient: Tensor): void {
  const before = sums.get(key);
  sums.set(key, before === undefined ? gradient : add(before, gradient));
}
