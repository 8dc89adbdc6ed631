/**
 * What a forecasting network is: one scalar function of a few values of a weight, the same for all
 * weights. Every weight's values are brought to one scale of their own, so that forecasts shift and
 * stretch with the weight; a weight that did not move stays.
 */
import type { RandomStream } from '../../rng.ts';
import { denseSize, type DenseLayer } from './dense.ts';

export interface PointNetwork {
  /** Snapshots looked at, ascending in time. */
  readonly columns: number;
  /** Numbers that the network itself sees per weight. */
  readonly features: number;
  readonly parameterCount: number;
  /** Multiply-adds of one weight's forecast. */
  readonly multiplies: number;
  /** What an output of 1 stands for, in ranges (largest less smallest) of the weight's values. */
  readonly reach: number;
  /** Writes features of values[from .. from + columns) with that range (above 0) to features[to ..]. */
  encode(
    values: Float32Array | Float64Array,
    from: number,
    range: number,
    features: Float64Array,
    to: number,
  ): void;
  /** Fresh parameters whose forecast is "stay". */
  initial(random: RandomStream): Float64Array;
  /** Room for so many rows at a time. */
  workspace(batch: number): PointWorkspace;
}

/** Buffers of a network for some rows. `forward` reads `inputs` and writes `outputs`. */
export interface PointWorkspace {
  /** [row, feature]. */
  readonly inputs: Float64Array;
  /** [row]. */
  readonly outputs: Float64Array;
  forward(parameters: Float64Array, rows: number): void;
  /** Adds the gradient for slopes [row] of the outputs, after `forward` on the same rows. */
  backward(parameters: Float64Array, rows: number, slopes: Float64Array, gradient: Float64Array): void;
}

/** Lays layers [inputs, outputs] out one after the other from `at` on. */
export function layLayers(
  sizes: readonly (readonly [inputs: number, outputs: number])[],
  at = 0,
): DenseLayer[] {
  let next = at;
  return sizes.map(([inputs, outputs]) => {
    const layer = { inputs, outputs, at: next };
    next += denseSize(layer);
    return layer;
  });
}

/** Fills kernels with Glorot's uniform numbers (AISTATS 2010), the last one and all biases with 0. */
export function initialParameters(layers: readonly DenseLayer[], random: RandomStream): Float64Array {
  const parameters = new Float64Array(layers.reduce((sum, layer) => sum + denseSize(layer), 0));
  for (const { inputs, outputs, at } of layers.slice(0, -1)) {
    const limit = Math.sqrt(6 / (inputs + outputs));
    for (let i = at; i < at + inputs * outputs; i += 1) parameters[i] = limit * (2 * random.uniform() - 1);
  }
  return parameters;
}

/** Multiply-adds of one row through the layers. */
export const layerMultiplies = (layers: readonly DenseLayer[]): number =>
  layers.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
