/**
 * Losses over a batch stored [output, example], in float32, every operation rounded. Each returns the mean loss and,
 * if requested, writes its gradient with respect to the network's outputs.
 */
import type { LossName } from '../data/data-set.ts';
import { exp32, log32 } from '../numeric/float32.ts';
import { sizeOf } from './layout.ts';
import type { Shape } from './model.ts';

const { fround } = Math;

/** `width`: outputs of an example, or of each of its tokens. */
export type LossRule = (
  outputs: Float32Array,
  targets: Float32Array,
  gradient: Float32Array,
  width: number,
  count: number,
  wanted?: boolean,
  tokens?: number,
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

/**
 * Mean over examples and tokens of -log softmax(outputs of a token)_target, for outputs [token, class, example] and
 * targets [token, example] that are class numbers.
 */
export const tokenCrossEntropy: LossRule = (
  outputs,
  targets,
  gradient,
  width,
  count,
  wanted = true,
  tokens = 1,
) => {
  const scale = fround(1 / (count * tokens));
  lanes.fill(0);
  // Eight examples at a time, with all their tokens: the order in which lanes are filled.
  for (let first = 0; first < count; first += 8) {
    for (let t = 0; t < tokens; t += 1) {
      for (let b = first; b < Math.min(first + 8, count); b += 1) {
        const start = t * width * count + b;
        const end = start + width * count;
        let largest = outputs[start]!;
        for (let at = start + count; at < end; at += count)
          if (largest < outputs[at]!) largest = outputs[at]!;
        let sum = 0;
        for (let at = start; at < end; at += count) {
          const e = exp32(fround(outputs[at]! - largest));
          if (wanted) gradient[at] = e;
          sum = fround(sum + e);
        }
        const target = start + targets[t * count + b]! * count;
        if (wanted) {
          const inverse = fround(1 / sum);
          for (let at = start; at < end; at += count)
            gradient[at] = fround(fround(gradient[at]! * inverse) - (at === target ? 1 : 0)) * scale;
        }
        lanes[b % 4] = lanes[b % 4]! + fround(log32(sum) - fround(outputs[target]! - largest));
      }
    }
  }
  return fround(total() / (count * tokens));
};

export const lossRules: Readonly<Record<LossName, LossRule>> = {
  'cross-entropy': softmaxCrossEntropy,
  'squared-error': squaredError,
  'token-cross-entropy': tokenCrossEntropy,
};

/** How a loss reads a model's outputs: predictions of an example, and the numbers of each; and its targets. */
export interface LossShape {
  readonly tokens: number;
  readonly width: number;
  /** Numbers in an example's target. */
  readonly targets: number;
}

/** Throws a RangeError if a loss over tokens is given outputs that are not [tokens, classes]. */
export function lossShape(loss: LossName, outputs: Shape): LossShape {
  const size = sizeOf(outputs);
  if (loss !== 'token-cross-entropy') return { tokens: 1, width: size, targets: size };
  const [tokens, width] = outputs;
  if (tokens === undefined || width === undefined || outputs.length > 2)
    throw new RangeError('a loss over tokens needs outputs [tokens, classes]');
  return { tokens, width, targets: tokens };
}

/** Whether a loss is one of classes, of which the most probable can be right or wrong. */
export const isOfClasses = (loss: LossName): boolean => loss !== 'squared-error';

/** Index of the largest output of example `b`, of values [token, output, example]. */
export function largestOf(values: Float32Array, width: number, count: number, b: number, token = 0): number {
  const start = token * width * count + b;
  let best = start;
  for (let at = start + count; at < start + width * count; at += count)
    if (values[at]! > values[best]!) best = at;
  return (best - start) / count;
}

/** Number of predictions, of all examples and tokens, whose largest output is that of their target. */
export function correctCount(
  outputs: Float32Array,
  targets: Float32Array,
  { width, tokens, targets: numbers }: LossShape,
  count: number,
): number {
  let correct = 0;
  for (let t = 0; t < tokens; t += 1)
    for (let b = 0; b < count; b += 1) {
      const target =
        numbers === tokens * width ? largestOf(targets, width, count, b) : targets[t * count + b];
      if (largestOf(outputs, width, count, b, t) === target) correct += 1;
    }
  return correct;
}
