/**
 * The flat weight vector as the kernels store it: every row of a kernel, every bias and the number of rows padded to
 * a multiple of four, so that everything is read as vec4. Padding is zero and stays zero.
 */
import type { Perceptron } from '../../core/model/mlp.ts';

export interface PaddedLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** Widths in groups of four. */
  readonly inputGroups: number;
  readonly outputGroups: number;
  /** Offsets in vec4: kernel [4 * outputGroups, inputGroups], bias [outputGroups]. */
  readonly kernel: number;
  readonly bias: number;
}

export interface PaddedLayout {
  readonly layers: readonly PaddedLayer[];
  /** Of all hidden layers. */
  readonly activation: Perceptron['activation'];
  readonly loss: Perceptron['loss'];
  /** Length of one replica's vector, in vec4. */
  readonly groups: number;
  /** [4 * groups]: the parameter at each place, or -1 for padding. */
  readonly parameterAt: Int32Array;
  /** [4 * groups]: the tensor of each place. */
  readonly tensorAt: Uint32Array;
}

const groupsOf = (width: number): number => Math.ceil(width / 4);

export function paddedLayout({ layers, activation, loss }: Perceptron): PaddedLayout {
  const places: { parameter: number; tensor: number }[] = [];
  const padded = layers.map(({ inputs, outputs, kernel, bias }, l): PaddedLayer => {
    const [inputGroups, outputGroups] = [groupsOf(inputs), groupsOf(outputs)];
    const kernelAt = places.length / 4;
    for (let o = 0; o < 4 * outputGroups; o += 1) {
      for (let i = 0; i < 4 * inputGroups; i += 1) {
        const parameter = o < outputs && i < inputs ? kernel.offset + o * inputs + i : -1;
        places.push({ parameter, tensor: 2 * l });
      }
    }
    const biasAt = places.length / 4;
    for (let o = 0; o < 4 * outputGroups; o += 1) {
      places.push({ parameter: o < outputs ? bias.offset + o : -1, tensor: 2 * l + 1 });
    }
    return { inputs, outputs, inputGroups, outputGroups, kernel: kernelAt, bias: biasAt };
  });
  return {
    layers: padded,
    activation,
    loss,
    groups: places.length / 4,
    parameterAt: Int32Array.from(places, ({ parameter }) => parameter),
    tensorAt: Uint32Array.from(places, ({ tensor }) => tensor),
  };
}

/** [replica, parameter] -> [replica, 4 * groups]. */
export function pad(
  { parameterAt }: PaddedLayout,
  values: Float32Array,
  parameters: number,
): Float32Array<ArrayBuffer> {
  const replicas = values.length / parameters;
  const padded = new Float32Array(replicas * parameterAt.length);
  for (let r = 0; r < replicas; r += 1) {
    parameterAt.forEach((parameter, place) => {
      if (parameter >= 0) padded[r * parameterAt.length + place] = values[r * parameters + parameter]!;
    });
  }
  return padded;
}

/** [replica, 4 * groups] -> [replica, parameter]. */
export function unpad({ parameterAt }: PaddedLayout, padded: Float32Array, parameters: number): Float32Array {
  const replicas = padded.length / parameterAt.length;
  const values = new Float32Array(replicas * parameters);
  for (let r = 0; r < replicas; r += 1) {
    parameterAt.forEach((parameter, place) => {
      if (parameter >= 0) values[r * parameters + parameter] = padded[r * parameterAt.length + place]!;
    });
  }
  return values;
}

/** Rows [row, width] -> [row, 4 * groupsOf(width)]. */
export function padRows(values: Float32Array, width: number): Float32Array<ArrayBuffer> {
  const padded = 4 * groupsOf(width);
  const rows = values.length / width;
  const target = new Float32Array(rows * padded);
  for (let row = 0; row < rows; row += 1)
    target.set(values.subarray(row * width, (row + 1) * width), row * padded);
  return target;
}
