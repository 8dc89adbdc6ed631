/**
 * Multiply-adds of a network's passes, counted from the shapes of its layers: what the ledger's costs are made of.
 * Counted are matrix products, forward and backward. Biases, activations, the loss and the optimizer's update take a few
 * operations per unit or per weight and step, not one per weight and example; they are counted nowhere.
 */
import type { LayerLayout, NetworkLayout } from './network/layout.ts';

/** Multiply-adds of one layer for one example. A new kind of layer brings its own count. */
export interface LayerWork {
  readonly forward: number;
  /** Gradient of the loss by the layer's weights. */
  readonly weightGradients: number;
  /** Gradient of the loss by the layer's inputs, which the layer below needs. */
  readonly inputGradients: number;
}

/** Multiply-adds of a whole network for one example. */
export interface NetworkWork {
  readonly forward: number;
  /** A training step: forward, then backward. */
  readonly step: number;
}

/** A fully connected layer: each of its products takes one multiply-add per entry of the kernel. */
export function denseWork({ inputs, outputs }: Pick<LayerLayout, 'inputs' | 'outputs'>): LayerWork {
  const products = inputs * outputs;
  return { forward: products, weightGradients: products, inputGradients: products };
}

/** Layers one after the other, from the first that learns: nothing below it needs the gradient of its inputs. */
export function workOfLayers(layers: readonly LayerWork[]): NetworkWork {
  let forward = 0;
  let backward = 0;
  layers.forEach((layer, index) => {
    forward += layer.forward;
    backward += layer.weightGradients + (index > 0 ? layer.inputGradients : 0);
  });
  return { forward, step: forward + backward };
}

export const networkWork = ({ layers }: Pick<NetworkLayout, 'layers'>): NetworkWork =>
  workOfLayers(layers.map(denseWork));
