/**
 * Losses over a batch stored [output, example]: each returns the mean loss and, where it is wanted, writes
 * its gradient with respect to the network's outputs.
 */
import type { LossName } from '../data/data-set.ts';
import { exp, log } from '../numeric/functions.ts';

export type LossRule = (
  outputs: Float64Array,
  targets: Float64Array,
  gradient: Float64Array,
  width: number,
  count: number,
  wanted?: boolean,
) => number;

/** Mean over examples of -sum_o target_o log softmax(outputs)_o, for targets that sum to 1. */
export const softmaxCrossEntropy: LossRule = (outputs, targets, gradient, width, count, wanted = true) => {
  const end = width * count;
  let total = 0;
  // Sums are at least 1 and at most `width`: one logarithm serves for the product of many.
  let product = 1;
  for (let b = 0; b < count; b += 1) {
    let largest = outputs[b]!;
    for (let at = b + count; at < end; at += count) largest = Math.max(largest, outputs[at]!);
    let sum = 0;
    for (let at = b; at < end; at += count) {
      const shifted = outputs[at]! - largest;
      const e = exp(shifted);
      if (wanted) gradient[at] = e;
      sum += e;
      total -= targets[at]! * shifted;
    }
    if (wanted) {
      for (let at = b; at < end; at += count)
        gradient[at] = Math.fround((gradient[at]! / sum - targets[at]!) / count);
    }
    product *= sum;
    if (!(product < 1e200)) {
      total += log(product);
      product = 1;
    }
  }
  return (total + log(product)) / count;
};

/** Mean over examples and outputs of (output - target)^2. */
export const squaredError: LossRule = (outputs, targets, gradient, width, count, wanted = true) => {
  let total = 0;
  const scale = 2 / (width * count);
  for (let at = 0; at < width * count; at += 1) {
    const error = outputs[at]! - targets[at]!;
    if (wanted) gradient[at] = Math.fround(scale * error);
    total += error * error;
  }
  return total / (width * count);
};

export const lossRules: Readonly<Record<LossName, LossRule>> = {
  'cross-entropy': softmaxCrossEntropy,
  'squared-error': squaredError,
};

/** Which output of example `b` is largest, of values [output, example]. */
export function largestOf(values: Float64Array, width: number, count: number, b: number): number {
  let best = b;
  for (let at = b + count; at < width * count; at += count) if (values[at]! > values[best]!) best = at;
  return (best - b) / count;
}

/** How many of the examples have their largest output where their largest target is. */
export function correctCount(
  outputs: Float64Array,
  targets: Float64Array,
  width: number,
  count: number,
): number {
  let correct = 0;
  for (let b = 0; b < count; b += 1) {
    if (largestOf(outputs, width, count, b) === largestOf(targets, width, count, b)) correct += 1;
  }
  return correct;
}
