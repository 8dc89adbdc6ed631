/**
 * Optimizers as pure updates over a range of a flat weight vector: their definition, in float32, every operation
 * rounded in the order written. The values of a step that are the same for all weights form one row of coefficients,
 * computed once per step. Also what comes before the rule: clipping of the gradient, and which weights decay.
 */
import type { ParameterLayout } from './layout.ts';

const { fround } = Math;

export const optimizerNames = ['sgd', 'momentum', 'nesterov', 'rmsprop', 'adam', 'adamw'] as const;
export type OptimizerName = (typeof optimizerNames)[number];

/** Settings that all replicas of an experiment share. */
export interface SharedSettings {
  readonly name: OptimizerName;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Coupled (added to the gradient) for all optimizers but AdamW. */
  readonly weightDecay: number;
  /** Weights that decay: all, or only kernels, and no biases, scales of a normalisation or embeddings. */
  readonly decayOf: 'all' | 'kernels';
  /** Largest norm of a replica's gradient; 0: it is not clipped. */
  readonly clip: number;
}

/** Settings of one replica's optimizer. */
export interface OptimizerSettings extends SharedSettings {
  /** Fraction of the last step's velocity that is carried over, in [0, 1); only `momentum` and `nesterov` use it. */
  readonly momentum: number;
}

/** Flat vectors and the range [start, end) to update in place. */
export interface UpdateRange {
  readonly weights: Float32Array;
  readonly gradient: Float32Array;
  /** As many as the rule's `moments`. */
  readonly moments: readonly Float32Array[];
  readonly start: number;
  readonly end: number;
}

/** Consecutive weights of a replica of which all decay, or none. */
export interface DecaySpan {
  readonly start: number;
  readonly end: number;
  readonly decays: boolean;
}

/** All weights of a layout, in order. */
export function decaySpans(
  { tensors, count }: ParameterLayout,
  decayOf: SharedSettings['decayOf'],
): readonly DecaySpan[] {
  if (decayOf === 'all') return [{ start: 0, end: count, decays: true }];
  const spans: DecaySpan[] = [];
  for (const { role, offset, length } of tensors) {
    const decays = role === 'kernel';
    const start = spans.at(-1)?.decays === decays ? spans.pop()!.start : offset;
    spans.push({ start, end: offset + length, decays });
  }
  return spans;
}

/** Index of each coefficient in the row of a step. */
export const coefficient = {
  /** The learning rate; for Adam, divided by the first bias correction. */
  rate: 0,
  /** Weight decay added to the gradient. */
  decay: 1,
  /** Decay rate of the velocity, or of the first moment; and 1 minus it. */
  first: 2,
  firstRest: 3,
  /** The same for the second moment. */
  second: 4,
  secondRest: 5,
  epsilon: 6,
  /** 1 / second bias correction. */
  correction: 7,
  /** Fraction of a weight that decoupled decay removes. */
  shrink: 8,
} as const;

/** Coefficients in a row. */
export const coefficientCount = 9;

export interface OptimizerRule {
  /** Number of state vectors, all starting at 0. */
  readonly moments: 0 | 1 | 2;
  /** Whether weight decay is applied to the weights themselves (Loshchilov & Hutter, arXiv 1711.05101). */
  readonly decoupled: boolean;
  /** Whether moments are bias-corrected for their start at 0. */
  readonly corrects: boolean;
  /** Updates a range with the row of coefficients that starts at `at`. */
  readonly update: (range: UpdateRange, coefficients: Float32Array, at: number) => void;
}

/**
 * Writes the coefficients of a step, float32, into the row that starts at `at`. `t` counts the optimizer's steps from
 * 1.
 */
export function writeCoefficients(
  { name, beta1, beta2, epsilon, weightDecay, momentum }: OptimizerSettings,
  learningRate: number,
  t: number,
  into: Float32Array,
  at: number,
): void {
  const { decoupled, corrects } = optimizers[name];
  const first = corrects ? beta1 : momentum;
  into[at + coefficient.rate] = corrects ? learningRate / (1 - power(beta1, t)) : learningRate;
  into[at + coefficient.decay] = decoupled ? 0 : weightDecay;
  into[at + coefficient.first] = first;
  into[at + coefficient.firstRest] = 1 - first;
  into[at + coefficient.second] = beta2;
  into[at + coefficient.secondRest] = 1 - beta2;
  into[at + coefficient.epsilon] = epsilon;
  into[at + coefficient.correction] = corrects ? 1 / (1 - power(beta2, t)) : 1;
  into[at + coefficient.shrink] = decoupled ? learningRate * weightDecay : 0;
}

/** Coefficients without decay. Used by one update at a time. */
const undecayed = new Float32Array(coefficientCount);

/** Updates ranges of one replica with the row that starts at `at`; without decay where a range does not decay. */
export function updateWeights(
  { update }: OptimizerRule,
  ranges: readonly (UpdateRange & Pick<DecaySpan, 'decays'>)[],
  coefficients: Float32Array,
  at: number,
): void {
  for (let i = 0; i < coefficientCount; i += 1) undecayed[i] = coefficients[at + i]!;
  undecayed[coefficient.decay] = undecayed[coefficient.shrink] = 0;
  for (const range of ranges) update(range, range.decays ? coefficients : undecayed, range.decays ? at : 0);
}

/** Sums of squares of every fourth weight. Used by one gradient at a time. */
const sums = new Float64Array(4);

/** Added to the norm of a gradient, as in PyTorch. */
export const clipEpsilon = 1e-6;

/**
 * Multiplies a gradient by min(1, clip / (norm + 1e-6)) (Pascanu et al., arXiv 1211.5063, as clip_grad_norm_ of
 * PyTorch does it). Squares are summed in float64, in four sums by index modulo 4; the factor is rounded to float32. A
 * gradient that is not a number makes all of it so.
 */
export function clipGradient(gradient: Float32Array, clip: number): void {
  sums.fill(0);
  for (let p = 0; p < gradient.length; p += 1) sums[p % 4]! += gradient[p]! * gradient[p]!;
  const norm = Math.sqrt(sums[0]! + sums[2]! + (sums[1]! + sums[3]!));
  const factor = fround(Math.min(1, clip / (norm + clipEpsilon)));
  for (let p = 0; p < gradient.length; p += 1) gradient[p]! *= factor;
}

const none = new Float32Array(0);

/** w -= lr * g. */
const sgd: OptimizerRule = {
  moments: 0,
  decoupled: false,
  corrects: false,
  update({ weights, gradient, start, end }, coefficients, at) {
    const rate = coefficients[at + coefficient.rate]!;
    const decay = coefficients[at + coefficient.decay]!;
    for (let p = start; p < end; p += 1) {
      const w = weights[p]!;
      weights[p] = w - fround(rate * fround(gradient[p]! + fround(decay * w)));
    }
  },
};

/**
 * v = mu v + g; w -= lr v (Polyak), or w -= lr (g + mu v) (Nesterov; Sutskever et al., ICML 2013, in the form with w
 * at the look-ahead point). With mu = 0 it is bit-identical to gradient descent, for any v.
 */
const heavyBall = (lookAhead: boolean): OptimizerRule => ({
  moments: 1,
  decoupled: false,
  corrects: false,
  update({ weights, gradient, moments: [velocity = none], start, end }, coefficients, at) {
    const rate = coefficients[at + coefficient.rate]!;
    const decay = coefficients[at + coefficient.decay]!;
    const momentum = coefficients[at + coefficient.first]!;
    for (let p = start; p < end; p += 1) {
      const w = weights[p]!;
      const g = fround(gradient[p]! + fround(decay * w));
      const v = momentum === 0 ? g : fround(fround(momentum * velocity[p]!) + g);
      velocity[p] = v;
      const way = lookAhead ? fround(g + fround(momentum * v)) : v;
      weights[p] = w - fround(rate * way);
    }
  },
});

/**
 * s = b2 s + (1 - b2) g^2; w -= lr g / (sqrt(s) + eps) (Tieleman & Hinton, 2012). No bias correction: the first step
 * has length lr / sqrt(1 - b2).
 */
const rmsprop: OptimizerRule = {
  moments: 1,
  decoupled: false,
  corrects: false,
  update({ weights, gradient, moments: [square = none], start, end }, coefficients, at) {
    const rate = coefficients[at + coefficient.rate]!;
    const decay = coefficients[at + coefficient.decay]!;
    const second = coefficients[at + coefficient.second]!;
    const rest = coefficients[at + coefficient.secondRest]!;
    const epsilon = coefficients[at + coefficient.epsilon]!;
    for (let p = start; p < end; p += 1) {
      const w = weights[p]!;
      const g = fround(gradient[p]! + fround(decay * w));
      const s = fround(fround(second * square[p]!) + fround(fround(rest * g) * g));
      square[p] = s;
      weights[p] = w - fround(fround(rate * g) / fround(fround(Math.sqrt(s)) + epsilon));
    }
  },
};

/**
 * Kingma & Ba (arXiv 1412.6980), algorithm 1; decoupled decay after Loshchilov & Hutter (arXiv 1711.05101), multiplied by
 * the learning rate as in PyTorch, where their algorithm 2 multiplies it by the schedule alone.
 */
const adamLike = (decoupled: boolean): OptimizerRule => ({
  moments: 2,
  decoupled,
  corrects: true,
  update({ weights, gradient, moments: [firsts = none, seconds = none], start, end }, coefficients, at) {
    const rate = coefficients[at + coefficient.rate]!;
    const decay = coefficients[at + coefficient.decay]!;
    const first = coefficients[at + coefficient.first]!;
    const firstRest = coefficients[at + coefficient.firstRest]!;
    const second = coefficients[at + coefficient.second]!;
    const secondRest = coefficients[at + coefficient.secondRest]!;
    const epsilon = coefficients[at + coefficient.epsilon]!;
    const correction = coefficients[at + coefficient.correction]!;
    const shrink = coefficients[at + coefficient.shrink]!;
    for (let p = start; p < end; p += 1) {
      const w = weights[p]!;
      const g = fround(gradient[p]! + fround(decay * w));
      const m = fround(fround(first * firsts[p]!) + fround(firstRest * g));
      const v = fround(fround(second * seconds[p]!) + fround(fround(secondRest * g) * g));
      firsts[p] = m;
      seconds[p] = v;
      const root = fround(fround(Math.sqrt(fround(v * correction))) + epsilon);
      weights[p] = fround(w - fround(shrink * w)) - fround(fround(rate * m) / root);
    }
  },
});

export const optimizers: Readonly<Record<OptimizerName, OptimizerRule>> = {
  sgd,
  momentum: heavyBall(false),
  nesterov: heavyBall(true),
  rmsprop,
  adam: adamLike(false),
  adamw: adamLike(true),
};

/** base^exponent for whole exponents >= 0 by repeated squaring: the same bits on every machine. */
export function power(base: number, exponent: number): number {
  let result = 1;
  let factor = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= factor;
    factor *= factor;
  }
  return result;
}
