/**
 * Optimizers as pure updates over a range of a flat weight vector. `t` counts steps from 1.
 * Engines may compute the same update in another way; this is its definition.
 */

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

export interface OptimizerRule {
  /** Vectors of state per weight, all starting at 0. */
  readonly moments: 0 | 1 | 2;
  readonly update: (range: UpdateRange, learningRate: number, t: number, settings: OptimizerSettings) => void;
}

const none = new Float32Array(0);

/** w -= lr * g. */
const sgd: OptimizerRule = {
  moments: 0,
  update({ weights, gradient, start, end }, learningRate, _t, { weightDecay }) {
    for (let p = start; p < end; p += 1) {
      const w = weights[p]!;
      weights[p] = w - learningRate * (gradient[p]! + weightDecay * w);
    }
  },
};

/**
 * v = mu v + g; w -= lr v (Polyak), or w -= lr (g + mu v) (Nesterov; Sutskever et al., ICML 2013, in the form
 * with w at the look-ahead point). Without momentum it is gradient descent to the bit, whatever v was.
 */
const heavyBall = (lookAhead: boolean): OptimizerRule => ({
  moments: 1,
  update(
    { weights, gradient, moments: [velocity = none], start, end },
    learningRate,
    _t,
    { momentum, weightDecay },
  ) {
    for (let p = start; p < end; p += 1) {
      const w = weights[p]!;
      const g = gradient[p]! + weightDecay * w;
      const v = momentum === 0 ? g : momentum * velocity[p]! + g;
      velocity[p] = v;
      weights[p] = w - learningRate * (lookAhead ? g + momentum * v : v);
    }
  },
});

/** s = b2 s + (1 - b2) g^2; w -= lr g / (sqrt(s) + eps) (Tieleman & Hinton, 2012). No bias correction: the first step is lr / sqrt(1 - b2) long. */
const rmsprop: OptimizerRule = {
  moments: 1,
  update(
    { weights, gradient, moments: [square = none], start, end },
    learningRate,
    _t,
    { beta2, epsilon, weightDecay },
  ) {
    for (let p = start; p < end; p += 1) {
      const w = weights[p]!;
      const g = gradient[p]! + weightDecay * w;
      const s = beta2 * square[p]! + (1 - beta2) * g * g;
      square[p] = s;
      weights[p] = w - (learningRate * g) / (Math.sqrt(s) + epsilon);
    }
  },
};

/**
 * Kingma & Ba (arXiv 1412.6980), algorithm 1; decoupled decay after Loshchilov & Hutter (arXiv 1711.05101), multiplied by
 * the learning rate as in PyTorch, where their algorithm 2 multiplies it by the schedule alone.
 */
const adamLike = (decoupled: boolean): OptimizerRule => ({
  moments: 2,
  update(
    { weights, gradient, moments: [first = none, second = none], start, end },
    learningRate,
    t,
    settings,
  ) {
    const { beta1, beta2, epsilon, weightDecay } = settings;
    const correction1 = 1 - power(beta1, t);
    const correction2 = 1 - power(beta2, t);
    const coupled = decoupled ? 0 : weightDecay;
    const shrink = decoupled ? learningRate * weightDecay : 0;
    for (let p = start; p < end; p += 1) {
      const w = weights[p]!;
      const g = gradient[p]! + coupled * w;
      const m = beta1 * first[p]! + (1 - beta1) * g;
      const v = beta2 * second[p]! + (1 - beta2) * g * g;
      first[p] = m;
      second[p] = v;
      weights[p] =
        w - shrink * w - (learningRate * (m / correction1)) / (Math.sqrt(v / correction2) + epsilon);
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
