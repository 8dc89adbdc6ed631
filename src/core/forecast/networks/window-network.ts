/**
 * A two-stream network in the style of WNN (Jang et al., ICML 2023): one stream sees 5 values of a weight, the other
 * their 4 differences. The architecture follows their description; no code or weights of theirs are used. Left out:
 * the 1e-5 that they add to the range, and their L1 penalties.
 */
import { exp, tanh } from '../../numeric/functions.ts';
import { denseBackward, denseForward, denseSize, type DenseLayer } from './dense.ts';
import {
  initialParameters,
  layerMultiplies,
  layLayers,
  type PointNetwork,
  type PointWorkspace,
} from './point-network.ts';

const columns = 5;
const [wide, narrow, out] = [64, 8, 32];
/** Slope of LeakyReLU below 0. */
const leak = 0.3;

/** Layers of a stream: enter, squeeze, three maps in one (64 outputs each), leave. */
const streamLayers = (inputs: number, at: number): DenseLayer[] =>
  layLayers(
    [
      [inputs, wide],
      [wide, narrow],
      [narrow, 3 * wide],
      [wide, out],
    ],
    at,
  );
const sizeOf = (layers: readonly DenseLayer[]): number =>
  layers.reduce((sum, layer) => sum + denseSize(layer), 0);
const valueLayers = streamLayers(columns, 0);
const changeLayers = streamLayers(columns - 1, sizeOf(valueLayers));
const head: DenseLayer = { inputs: 2 * out, outputs: 1, at: sizeOf([...valueLayers, ...changeLayers]) };
const layers = [...valueLayers, ...changeLayers, head];

/**
 * One stream: h = enter(x); z = ReLU(squeeze(h)); (a, b, c) = maps(z);
 * s = LeakyReLU(leave(a + b exp(c h))).
 */
class Stream {
  readonly inputs: Float64Array;
  /** [row, 32]. */
  readonly outputs: Float64Array;
  readonly #layers: readonly DenseLayer[];
  readonly #h: Float64Array;
  readonly #z: Float64Array;
  /** [row, 3 x 64]: a, b, c. */
  readonly #maps: Float64Array;
  readonly #powers: Float64Array;
  readonly #mixed: Float64Array;
  readonly #slopeOut: Float64Array;
  readonly #slopeMixed: Float64Array;
  readonly #slopeMaps: Float64Array;
  readonly #slopeZ: Float64Array;
  readonly #slopeH: Float64Array;

  constructor(streamLayers: readonly DenseLayer[], batch: number) {
    this.#layers = streamLayers;
    this.inputs = new Float64Array(batch * streamLayers[0]!.inputs);
    this.outputs = new Float64Array(batch * out);
    this.#slopeOut = new Float64Array(batch * out);
    this.#z = new Float64Array(batch * narrow);
    this.#slopeZ = new Float64Array(batch * narrow);
    this.#maps = new Float64Array(batch * 3 * wide);
    this.#slopeMaps = new Float64Array(batch * 3 * wide);
    this.#h = new Float64Array(batch * wide);
    this.#slopeH = new Float64Array(batch * wide);
    this.#powers = new Float64Array(batch * wide);
    this.#mixed = new Float64Array(batch * wide);
    this.#slopeMixed = new Float64Array(batch * wide);
  }

  forward(parameters: Float64Array, rows: number): void {
    const [enter, squeeze, map, leave] = this.#layers as [DenseLayer, DenseLayer, DenseLayer, DenseLayer];
    const z = this.#z;
    denseForward(enter, parameters, this.inputs, this.#h, rows);
    denseForward(squeeze, parameters, this.#h, z, rows);
    for (let i = 0; i < rows * narrow; i += 1) if (!(z[i]! > 0)) z[i] = 0;
    denseForward(map, parameters, z, this.#maps, rows);
    for (let row = 0; row < rows; row += 1) {
      const from = row * 3 * wide;
      for (let i = 0; i < wide; i += 1) {
        const at = row * wide + i;
        const power = exp(this.#maps[from + 2 * wide + i]! * this.#h[at]!);
        this.#powers[at] = power;
        this.#mixed[at] = this.#maps[from + i]! + this.#maps[from + wide + i]! * power;
      }
    }
    denseForward(leave, parameters, this.#mixed, this.outputs, rows);
    for (let i = 0; i < rows * out; i += 1)
      if (this.outputs[i]! < 0) this.outputs[i] = leak * this.outputs[i]!;
  }

  /** `slopes` [row, 64]: gradients of both streams' outputs, this one's from `offset` on. */
  backward(
    parameters: Float64Array,
    rows: number,
    slopes: Float64Array,
    offset: number,
    gradient: Float64Array,
  ): void {
    const [enter, squeeze, map, leave] = this.#layers as [DenseLayer, DenseLayer, DenseLayer, DenseLayer];
    for (let row = 0; row < rows; row += 1) {
      for (let i = 0; i < out; i += 1) {
        const at = row * out + i;
        this.#slopeOut[at] = slopes[row * 2 * out + offset + i]! * (this.outputs[at]! < 0 ? leak : 1);
      }
    }
    denseBackward(leave, parameters, this.#mixed, this.#slopeOut, rows, gradient, this.#slopeMixed);
    for (let row = 0; row < rows; row += 1) {
      const from = row * 3 * wide;
      for (let i = 0; i < wide; i += 1) {
        const at = row * wide + i;
        const slope = this.#slopeMixed[at]!;
        const bent = slope * this.#powers[at]!;
        const ofProduct = bent * this.#maps[from + wide + i]!;
        this.#slopeMaps[from + i] = slope;
        this.#slopeMaps[from + wide + i] = bent;
        this.#slopeMaps[from + 2 * wide + i] = ofProduct * this.#h[at]!;
        // Used later for the other path to h, through z.
        this.#powers[at] = ofProduct * this.#maps[from + 2 * wide + i]!;
      }
    }
    denseBackward(map, parameters, this.#z, this.#slopeMaps, rows, gradient, this.#slopeZ);
    for (let i = 0; i < rows * narrow; i += 1) if (this.#z[i] === 0) this.#slopeZ[i] = 0;
    denseBackward(squeeze, parameters, this.#h, this.#slopeZ, rows, gradient, this.#slopeH);
    for (let i = 0; i < rows * wide; i += 1) this.#slopeH[i] = this.#slopeH[i]! + this.#powers[i]!;
    denseBackward(enter, parameters, this.inputs, this.#slopeH, rows, gradient, null);
  }
}

export const windowNetwork: PointNetwork = {
  columns,
  features: columns,
  parameterCount: sizeOf(layers),
  multiplies: layerMultiplies(layers),
  reach: 2,
  /** (v - v_first) / (2 range): within [-.5, .5]. */
  encode(values, from, range, features, to) {
    for (let c = 0; c < columns; c += 1) {
      features[to + c] = (values[from + c]! - values[from]!) / (2 * range);
    }
  },
  initial: (random) => initialParameters(layers, random),
  workspace(batch): PointWorkspace {
    const inputs = new Float64Array(batch * columns);
    const outputs = new Float64Array(batch);
    const values = new Stream(valueLayers, batch);
    const changes = new Stream(changeLayers, batch);
    const joined = new Float64Array(batch * 2 * out);
    const slope = new Float64Array(batch);
    const joinedSlope = new Float64Array(batch * 2 * out);
    return {
      inputs,
      outputs,
      forward(parameters, rows) {
        values.inputs.set(inputs.subarray(0, rows * columns));
        for (let row = 0; row < rows; row += 1) {
          for (let c = 0; c < columns - 1; c += 1) {
            const at = row * columns + c;
            changes.inputs[row * (columns - 1) + c] = inputs[at + 1]! - inputs[at]!;
          }
        }
        values.forward(parameters, rows);
        changes.forward(parameters, rows);
        for (let row = 0; row < rows; row += 1) {
          for (let i = 0; i < out; i += 1) {
            joined[row * 2 * out + i] = values.outputs[row * out + i]!;
            joined[row * 2 * out + out + i] = changes.outputs[row * out + i]!;
          }
        }
        denseForward(head, parameters, joined, outputs, rows);
        for (let row = 0; row < rows; row += 1) outputs[row] = tanh(outputs[row]!);
      },
      backward(parameters, rows, slopes, gradient) {
        for (let row = 0; row < rows; row += 1)
          slope[row] = slopes[row]! * (1 - outputs[row]! * outputs[row]!);
        denseBackward(head, parameters, joined, slope, rows, gradient, joinedSlope);
        values.backward(parameters, rows, joinedSlope, 0, gradient);
        changes.backward(parameters, rows, joinedSlope, out, gradient);
      },
    };
  },
};
