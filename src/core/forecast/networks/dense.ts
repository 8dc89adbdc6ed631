/** Dense layers over batches, with their gradients: the building block of the forecasting networks. */

/** A layer whose kernel [output, input] and bias [output] start at `at` of a flat parameter vector. */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly at: number;
}

/** Parameters of a layer: kernel and bias. */
export const denseSize = ({ inputs, outputs }: Pick<DenseLayer, 'inputs' | 'outputs'>): number =>
  outputs * (inputs + 1);

/** y[row, output] = kernel x[row, input] + bias, for the first `rows` rows. */
export function denseForward(
  { inputs, outputs, at }: DenseLayer,
  parameters: Float64Array,
  x: Float64Array,
  y: Float64Array,
  rows: number,
): void {
  const bias = at + outputs * inputs;
  for (let row = 0; row < rows; row += 1) {
    const from = row * inputs;
    const to = row * outputs;
    let o = 0;
    // Four outputs at a time share the loads of an input.
    for (; o + 4 <= outputs; o += 4) {
      const k0 = at + o * inputs;
      const k1 = k0 + inputs;
      const k2 = k1 + inputs;
      const k3 = k2 + inputs;
      let a = parameters[bias + o]!;
      let b = parameters[bias + o + 1]!;
      let c = parameters[bias + o + 2]!;
      let d = parameters[bias + o + 3]!;
      for (let i = 0; i < inputs; i += 1) {
        const value = x[from + i]!;
        a += value * parameters[k0 + i]!;
        b += value * parameters[k1 + i]!;
        c += value * parameters[k2 + i]!;
        d += value * parameters[k3 + i]!;
      }
      y[to + o] = a;
      y[to + o + 1] = b;
      y[to + o + 2] = c;
      y[to + o + 3] = d;
    }
    for (; o < outputs; o += 1) {
      let sum = parameters[bias + o]!;
      for (let i = 0; i < inputs; i += 1) sum += x[from + i]! * parameters[at + o * inputs + i]!;
      y[to + o] = sum;
    }
  }
}

/**
 * Adds the gradient of a layer to `gradient` (laid out as the parameters), given its inputs x and the output
 * gradients dy [row, output]; writes the input gradients into `dx` [row, input] unless that is null.
 */
export function denseBackward(
  layer: DenseLayer,
  parameters: Float64Array,
  x: Float64Array,
  dy: Float64Array,
  rows: number,
  gradient: Float64Array,
  dx: Float64Array | null,
): void {
  const { inputs, outputs, at } = layer;
  const bias = at + outputs * inputs;
  for (let o = 0; o < outputs; o += 1) {
    const kernel = at + o * inputs;
    let slopes = 0;
    let row = 0;
    // Four rows at a time share the loads and stores of the gradient.
    for (; row + 4 <= rows; row += 4) {
      const a = dy[row * outputs + o]!;
      const b = dy[(row + 1) * outputs + o]!;
      const c = dy[(row + 2) * outputs + o]!;
      const d = dy[(row + 3) * outputs + o]!;
      slopes += a + b + (c + d);
      const x0 = row * inputs;
      const x1 = x0 + inputs;
      const x2 = x1 + inputs;
      const x3 = x2 + inputs;
      for (let i = 0; i < inputs; i += 1) {
        gradient[kernel + i] =
          gradient[kernel + i]! + (a * x[x0 + i]! + b * x[x1 + i]! + (c * x[x2 + i]! + d * x[x3 + i]!));
      }
    }
    for (; row < rows; row += 1) {
      const slope = dy[row * outputs + o]!;
      slopes += slope;
      for (let i = 0; i < inputs; i += 1) {
        gradient[kernel + i] = gradient[kernel + i]! + slope * x[row * inputs + i]!;
      }
    }
    gradient[bias + o] = gradient[bias + o]! + slopes;
  }
  if (dx !== null) denseInputSlopes(layer, parameters, dy, rows, dx);
}

/** dx[row, input] = kernel' dy[row, output]. */
function denseInputSlopes(
  { inputs, outputs, at }: DenseLayer,
  parameters: Float64Array,
  dy: Float64Array,
  rows: number,
  dx: Float64Array,
): void {
  for (let row = 0; row < rows; row += 1) {
    const to = row * inputs;
    const from = row * outputs;
    dx.fill(0, to, to + inputs);
    let o = 0;
    for (; o + 4 <= outputs; o += 4) {
      const a = dy[from + o]!;
      const b = dy[from + o + 1]!;
      const c = dy[from + o + 2]!;
      const d = dy[from + o + 3]!;
      const k0 = at + o * inputs;
      const k1 = k0 + inputs;
      const k2 = k1 + inputs;
      const k3 = k2 + inputs;
      for (let i = 0; i < inputs; i += 1) {
        dx[to + i] =
          dx[to + i]! +
          (a * parameters[k0 + i]! +
            b * parameters[k1 + i]! +
            (c * parameters[k2 + i]! + d * parameters[k3 + i]!));
      }
    }
    for (; o < outputs; o += 1) {
      const slope = dy[from + o]!;
      for (let i = 0; i < inputs; i += 1) dx[to + i] = dx[to + i]! + slope * parameters[at + o * inputs + i]!;
    }
  }
}
