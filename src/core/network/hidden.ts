/** What a network's last hidden layer says on some examples: for comparing two states of one network, not for training. */
import { activate, type ActivationName } from './activations.ts';
import type { NetworkLayout } from './layout.ts';

/** The layers up to the last hidden one; all of them where none is hidden. */
export const hiddenLayers = ({ layers }: Pick<NetworkLayout, 'layers'>): NetworkLayout['layers'] =>
  layers.length > 1 ? layers.slice(0, -1) : layers;

/**
 * Activations [example, unit] of the last hidden layer (the outputs where there is none) of a network with
 * `weights` [parameter], on `inputs` [example, feature].
 */
export function hiddenActivations(
  weights: Float32Array,
  { layers, widths }: NetworkLayout,
  activation: ActivationName,
  inputs: Float32Array,
): Float32Array {
  const examples = inputs.length / widths[0]!;
  const apply = layers.length > 1 ? activate[activation] : activate.linear;
  return hiddenLayers({ layers }).reduce((below, { inputs: width, outputs, kernel, bias }) => {
    const above = new Float32Array(examples * outputs);
    for (let example = 0; example < examples; example += 1) {
      for (let unit = 0; unit < outputs; unit += 1) {
        let sum = weights[bias.offset + unit]!;
        for (let i = 0; i < width; i += 1)
          sum += weights[kernel.offset + unit * width + i]! * below[example * width + i]!;
        above[example * outputs + unit] = apply(sum);
      }
    }
    return above;
  }, inputs);
}
