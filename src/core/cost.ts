/**
 * Multiply-adds of a network's passes, summed over its operations: the basis of all costs in gradient-step
 * equivalents.
 * Only matrix products count, forward and backward. Biases, activations, the loss and the optimizer's update take a
 * few operations per unit or per weight and step, not one per weight and example; they are ignored.
 */
import { sizeOf } from './model/layout.ts';
import { outputNode, type Model } from './model/model.ts';
import type { OpWork } from './model/ops/op.ts';
import { opOf } from './model/ops/ops.ts';
import { planOf, shapesOf } from './model/pass.ts';

/** Multiply-adds of a whole network for one example. */
export interface NetworkWork {
  readonly forward: number;
  /** A training step: forward, then backward. */
  readonly step: number;
}

/**
 * Layers in sequence, starting at the first one with weights: no layer below it needs gradients with respect to its
 * inputs.
 */
export function workOfLayers(layers: readonly OpWork[]): NetworkWork {
  let forward = 0;
  let backward = 0;
  layers.forEach((layer, index) => {
    forward += layer.forward;
    backward += layer.weightGradients + (index > 0 ? layer.inputGradients : 0);
  });
  return { forward, step: forward + backward };
}

/** Work of a model; with `last`, only up to that node. */
export function networkWork(model: Model, last = outputNode(model)): NetworkWork {
  const shapes = shapesOf(model);
  return workOfLayers(
    model.nodes.slice(0, last + 1).map((node, id) =>
      opOf(node).work(
        node.tensors.map((index) => model.parameters.tensors[index]!),
        shapes[id]!,
      ),
    ),
  );
}

/** Numbers that a pass holds for one example: the outputs of all operations that do not overwrite what they read. */
export const passValues = (model: Model): number =>
  planOf(model).reduce((sum, { shape, overwrites }) => sum + (overwrites ? 0 : sizeOf(shape)), 0);

/** Maximum number of examples evaluated at once: fewer where each has many values. At least 8. */
export const evaluationChunk = (model: Model): number =>
  8 * Math.max(1, Math.min(32, Math.floor(2 ** 18 / passValues(model))));
