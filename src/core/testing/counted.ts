/**
 * Trains and evaluates plain dense networks with loops in which every multiply-add of a matrix product is counted:
 * the reference for costs computed from shapes. Uses neither the layout nor the cost formulas.
 */
import { cos, sin, tanh } from '../numeric/functions.ts';

/** Counts the calls of `add`. */
export class Counter {
  multiplyAdds = 0;

  add(sum: number, a: number, b: number): number {
    this.multiplyAdds += 1;
    return sum + a * b;
  }
}

type Matrix = readonly Float64Array[];

const matrix = (rows: number, columns: number): Matrix =>
  Array.from({ length: rows }, (_, r) => Float64Array.from({ length: columns }, (_v, c) => sin(r + 2 * c)));

/** Kernels [output][input] of the widths from input to output. */
export const kernelsOf = (widths: readonly number[]): Matrix[] =>
  widths.slice(1).map((outputs, l) => matrix(outputs, widths[l]!));

/** Activations of every layer for one example, the inputs first. */
export function countedForward(
  kernels: readonly Matrix[],
  input: Float64Array,
  counter: Counter,
): Float64Array[] {
  const values = [input];
  kernels.forEach((kernel, l) => {
    const below = values[l]!;
    const sums = kernel.map((row) => {
      let sum = 0;
      row.forEach((weight, i) => {
        sum = counter.add(sum, weight, below[i]!);
      });
      return sum;
    });
    values.push(Float64Array.from(sums, (sum) => (l < kernels.length - 1 ? tanh(sum) : sum)));
  });
  return values;
}

/** One example's share of a training step: forward, then the gradients of the kernels, from the outputs down. */
export function countedStep(kernels: readonly Matrix[], input: Float64Array, counter: Counter): Matrix[] {
  const values = countedForward(kernels, input, counter);
  const gradients = kernels.map((kernel) => kernel.map((row) => new Float64Array(row.length)));
  let slopes = values.at(-1)!.map((output) => output - 1);
  for (let l = kernels.length - 1; l >= 0; l -= 1) {
    const below = values[l]!;
    slopes.forEach((slope, o) => {
      const row = gradients[l]![o]!;
      for (let i = 0; i < row.length; i += 1) row[i] = counter.add(row[i]!, slope, below[i]!);
    });
    // The inputs are data: their gradient is not needed.
    if (l === 0) break;
    const under = new Float64Array(below.length);
    slopes.forEach((slope, o) => {
      const row = kernels[l]![o]!;
      for (let i = 0; i < row.length; i += 1) under[i] = counter.add(under[i]!, slope, row[i]!);
    });
    slopes = under.map((slope, i) => slope * (1 - below[i]! * below[i]!));
  }
  return gradients;
}

/** An input with this many features. */
export const inputOf = (features: number): Float64Array =>
  Float64Array.from({ length: features }, (_, i) => cos(i) / features);
