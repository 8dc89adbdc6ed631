/**
 * Losses over a batch stored [output, example], in float32, every operation rounded. Each returns the mean loss and,
 * if requested, writes its gradient with respect to the network's outputs.
 */
import type { LossName } from '../data/data-set.ts';
import { exp32, log32 } from '../numeric/float32.ts';

const { fround } = Math;

export type LossRule = (
  outputs: Float32Array,
  targets: Float32Array,
  gradient: Float32Array,
  width: number,
  count: number,
  wanted?: boolean,
) => number;

/**
 * Sums of four lanes, every fourth example in each, in float64: a loss is reported as it is, while gradients only set
 * a direction. Used by one loss at a time.
 */
const lanes = new Float64Array(4);
const total = (): number => lanes[0]! + lanes[2]! + (lanes[1]! + lanes[3]!);

/** Mean over examples of -sum_o target_o log softmax(outputs)_o, for targets that sum to 1. */
export const softmaxCrossEntropy: LossRule = (outputs, targets, gradient, width, count, wanted = true) => {
  const end = width * count;
  const scale = fround(1 / count);
  lanes.fill(0);
  for (let b = 0; b < count; b += 1) {
    let largest = outputs[b]!;
    for (let at = b + count; at < end; at += count) if (largest < outputs[at]!) largest = outputs[at]!;
    let sum = 0;
    let dot = 0;
    for (let at = b; at < end; at += count) {
      const shifted = fround(outputs[at]! - largest);
      const e = exp32(shifted);
      if (wanted) gradient[at] = e;
      sum = fround(sum + e);
      dot = fround(dot + fround(targets[at]! * shifted));
    }
    if (wanted) {
      const inverse = fround(1 / sum);
      for (let at = b; at < end; at += count)
        gradient[at] = fround(fround(gradient[at]! * inverse) - targets[at]!) * scale;
    }
    lanes[b % 4] = lanes[b % 4]! + fround(log32(sum) - dot);
  }
  return fround(total() / count);
};

/** Mean over examples and outputs of (output - target)^2. */
export const squaredError: LossRule = (outputs, targets, gradient, width, count, wanted = true) => {
  const scale = fround(2 / (width * count));
  lanes.fill(0);
  // Four examples at a time, with all their outputs: the order in which lanes are filled.
  for (let first = 0; first < count; first += 4) {
    for (let o = 0; o < width; o += 1) {
      for (let b = first; b < Math.min(first + 4, count); b += 1) {
        const at = o * count + b;
        const error = fround(outputs[at]! - targets[at]!);
        if (wanted) gradient[at] = scale * error;
        lanes[b % 4] = lanes[b % 4]! + fround(error * error);
      }
    }
  }
  return fround(total() / (width * count));
};

export const lossRules: Readonly<Record<LossName, LossRule>> = {
  'cross-entropy': softmaxCrossEntropy,
  'squared-error': squaredError,
};

/** Index of the largest output of example `b`, of values [output, example]. */
export function largestOf(values: Float32Array, width: number, count: number, b: number): number {
  let best = b;
  for (let at = b + count; at < width * count; at += count) if (values[at]! > values[best]!) best = at;
  return (best - b) / count;
}

/** Number of examples whose largest output is at their largest target. */
export function correctCount(
  outputs: Float32Array,
  targets: Float32Array,
  width: number,
  count: number,
): number {
  let correct = 0;
  for (let b = 0; b < count; b += 1) {
    if (largestOf(outputs, width, count, b) === largestOf(targets, width, count, b)) correct += 1;
  }
  return correct;
}
