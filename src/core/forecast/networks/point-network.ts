/**
 * A forecasting network: one scalar function of a few values of a weight, shared by all weights. The values of each
 * weight are normalised by their own range, so that forecasts shift and scale with the weight; a weight that did not
 * move keeps its value.
 */
import type { RandomStream } from '../../rng.ts';
import { denseSize, type DenseLayer } from './dense.ts';

export interface PointNetwork {
  /** Snapshots looked at, ascending in time. */
  readonly columns: number;
  /** Number of input features per weight. */
  readonly features: number;
  readonly parameterCount: number;
  /** Multiply-adds of one weight's forecast. */
  readonly multiplies: number;
  /** The size of an output of 1, in ranges (largest minus smallest) of the weight's values. */
  readonly reach: number;
  /** Writes features of values[from .. from + columns), given their range (above 0), to features[to ..]. */
  encode(
    values: Float32Array | Float64Array,
    from: number,
    range: number,
    features: Float64Array,
    to: number,
  ): void;
  /** Initial parameters whose forecast is persistence. */
  initial(random: RandomStream): Float64Array;
  /** Buffers for this many rows at a time. */
  workspace(batch: number): PointWorkspace;
}

/** Buffers of a network for some rows. `forward` reads `inputs` and writes `outputs`. */
export interface PointWorkspace {
  /** [row, feature]. */
  readonly inputs: Float64Array;
  /** [row]. */
  readonly outputs: Float64Array;
  forward(parameters: Float64Array, rows: number): void;
  /** Adds the gradient for output gradients [row], after `forward` on the same rows. */
  backward(parameters: Float64Array, rows: number, slopes: Float64Array, gradient: Float64Array): void;
}

/** Lays layers [inputs, outputs] out one after the other, starting at `at`. */
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

/** Initialises kernels with Glorot's uniform distribution (AISTATS 2010), and the last kernel and all biases with 0. */
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
