/**
 * Multiply-adds of a network's passes, added up over its operations: what the ledger's costs are made of.
 * Counted are matrix products, forward and backward. Biases, activations, the loss and the optimizer's update take a few
 * operations per unit or per weight and step, not one per weight and example; they are counted nowhere.
 */
import { outputNode, type Model } from './model/model.ts';
import type { OpWork } from './model/ops/op.ts';
import { opOf } from './model/ops/ops.ts';
import { shapesOf } from './model/pass.ts';

/** Multiply-adds of a whole network for one example. */
export interface NetworkWork {
  readonly forward: number;
  /** A training step: forward, then backward. */
  readonly step: number;
}

/** Layers one after the other, from the first that learns: nothing below it needs the gradient of its inputs. */
export function workOfLayers(layers: readonly OpWork[]): NetworkWork {
  let forward = 0;
  let backward = 0;
  layers.forEach((layer, index) => {
    forward += layer.forward;
    backward += layer.weightGradients + (index > 0 ? layer.inputGradients : 0);
  });
  return { forward, step: forward + backward };
}

/** A model's work; with `last`, as far as that node. */
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
