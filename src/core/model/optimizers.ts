/**
 * Optimizers as pure updates over a range of a flat weight vector: their definition, in float32, every operation rounded in
 * the order written. What a step depends on besides weights and gradients is one row of coefficients, computed once a step.
 */

const { fround } = Math;

export const optimizerNames = ['sgd', 'momentum', 'nesterov', 'rmsprop', 'adam', 'adamw'] as const;
export type OptimizerName = (typeof optimizerNames)[number];

/** Settings that all replicas of an experiment share. */
export interface SharedSettings {
  readonly name: OptimizerName;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Coupled (added to the gradient) for all but AdamW. */
  readonly weightDecay: number;
}

/** Settings of one replica's optimizer. */
export interface OptimizerSettings extends SharedSettings {
  /** Share of the last step's velocity that stays, in [0, 1); only `momentum` and `nesterov` use it. */
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

/** Where each coefficient of a step lies in its row. */
export const coefficient = {
  /** The learning rate; Adam's is divided by the first correction. */
  rate: 0,
  /** Weight decay that is added to the gradient. */
  decay: 1,
  /** Share of the velocity, or of the first moment, that stays; and 1 less it. */
  first: 2,
  firstRest: 3,
  /** The same of the second moment. */
  second: 4,
  secondRest: 5,
  epsilon: 6,
  /** 1 over the second correction. */
  correction: 7,
  /** Share of a weight that decoupled decay takes. */
  shrink: 8,
} as const;

/** Coefficients in a row. */
export const coefficientCount = 9;

export interface OptimizerRule {
  /** Vectors of state per weight, all starting at 0. */
  readonly moments: 0 | 1 | 2;
  /** Whether weight decay is taken from the weights themselves (Loshchilov & Hutter, arXiv 1711.05101). */
  readonly decoupled: boolean;
  /** Whether moments that start at 0 are corrected for it. */
  readonly corrects: boolean;
  /** Updates a range with the row of coefficients that begins at `at`. */
  readonly update: (range: UpdateRange, coefficients: Float32Array, at: number) => void;
}

/** Writes the coefficients of a step, float32, into a row that begins at `at`. `t` counts the optimizer's steps from 1. */
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
 * v = mu v + g; w -= lr v (Polyak), or w -= lr (g + mu v) (Nesterov; Sutskever et al., ICML 2013, in the form
 * with w at the look-ahead point). Without momentum it is gradient descent to the bit, whatever v was.
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

/** s = b2 s + (1 - b2) g^2; w -= lr g / (sqrt(s) + eps) (Tieleman & Hinton, 2012). No bias correction: the first step is lr / sqrt(1 - b2) long. */
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
