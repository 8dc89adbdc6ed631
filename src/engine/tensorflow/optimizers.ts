/**
 * The optimizers of core/model/optimizers.ts as operations on whole tensors [replica, parameter]. Values that change
 * from step to step are passed as `rates`, uploaded once per block of steps.
 */
import {
  add,
  div,
  keep,
  minimum,
  mul,
  reshape,
  slice,
  sqrt,
  square,
  sub,
  sum,
  tensor,
  type Tensor,
} from '@tensorflow/tfjs-core';
import {
  clipEpsilon,
  power,
  type OptimizerName,
  type OptimizerSettings,
  type SharedSettings,
} from '../../core/model/optimizers.ts';
import type { Constants } from './constants.ts';

/** Weights and moments, each [replica, parameter]. */
export interface OptimizerTensors {
  readonly weights: Tensor;
  readonly moments: readonly Tensor[];
}

interface UpdateArguments extends OptimizerTensors {
  readonly gradient: Tensor;
  /** Each [replica, 1]; as many as the rule's `rates` gives. */
  readonly rates: readonly Tensor[];
  readonly settings: SharedSettings;
  /** [1, parameter]: 1 for weights that decay, 0 for others; null: all decay. */
  readonly decaying: Tensor | null;
  readonly constants: Constants;
}

interface TensorRule {
  /** Numbers needed for a step, from one replica's learning rate; `t` counts steps from 1. */
  readonly rates: (learningRate: number, t: number, settings: OptimizerSettings) => readonly number[];
  readonly update: (given: UpdateArguments) => OptimizerTensors;
}

/** A replica's own settings in a step. */
type Rates = TensorRule['rates'];

const plainRate: Rates = (learningRate) => [learningRate];
const rateAndMomentum: Rates = (learningRate, _t, { momentum }) => [learningRate, momentum];

/** Gradients [replica, parameter], each scaled down to a norm of at most `clip`; unchanged if that is 0. */
export function clipped(gradient: Tensor, clip: number, constants: Constants): Tensor {
  if (clip === 0) return gradient;
  const norms = sqrt(sum(square(gradient), 1, true));
  const factors = div(constants.of(clip), add(norms, constants.of(clipEpsilon)));
  return mul(gradient, minimum(factors, constants.of(1)));
}

/** The weights that decay, and 0 in place of others. */
const toDecay = ({ weights, decaying }: UpdateArguments): Tensor =>
  decaying === null ? weights : mul(weights, decaying);

/** Gradient plus coupled weight decay. */
function decayed(given: UpdateArguments): Tensor {
  const { gradient, settings, constants } = given;
  return settings.weightDecay === 0
    ? gradient
    : add(gradient, mul(toDecay(given), constants.of(settings.weightDecay)));
}

/** decay * moment + (1 - decay) * sample. */
function blended(moment: Tensor, sample: Tensor, decay: number, constants: Constants): Tensor {
  return add(mul(moment, constants.of(decay)), mul(sample, constants.of(1 - decay)));
}

const sgd: TensorRule = {
  rates: plainRate,
  update(given) {
    return { weights: sub(given.weights, mul(decayed(given), given.rates[0]!)), moments: [] };
  },
};

const heavyBall = (lookAhead: boolean): TensorRule => ({
  rates: rateAndMomentum,
  update(given) {
    const [rate, momentum] = given.rates;
    const g = decayed(given);
    const velocity = add(mul(given.moments[0]!, momentum!), g);
    const direction = lookAhead ? add(g, mul(velocity, momentum!)) : velocity;
    return { weights: sub(given.weights, mul(direction, rate!)), moments: [velocity] };
  },
});

const rmsprop: TensorRule = {
  rates: plainRate,
  update(given) {
    const { settings, constants } = given;
    const g = decayed(given);
    const squares = blended(given.moments[0]!, square(g), settings.beta2, constants);
    const scaled = div(mul(g, given.rates[0]!), add(sqrt(squares), constants.of(settings.epsilon)));
    return { weights: sub(given.weights, scaled), moments: [squares] };
  },
};

/**
 * lr * (m / c1) / (sqrt(v / c2) + eps) = [lr sqrt(c2) / c1] * m / (sqrt(v) + [eps sqrt(c2)]), with
 * c1 = 1 - b1^t and c2 = 1 - b2^t: the brackets are rates.
 */
const adamLike = (decoupled: boolean): TensorRule => ({
  rates(learningRate, t, { beta1, beta2, epsilon, weightDecay }) {
    const root = Math.sqrt(1 - power(beta2, t));
    const rates = [(learningRate * root) / (1 - power(beta1, t)), epsilon * root];
    return decoupled ? [...rates, learningRate * weightDecay] : rates;
  },
  update(given) {
    const { weights, settings, constants, rates } = given;
    const [rate, epsilon, shrink] = rates;
    const g = decoupled ? given.gradient : decayed(given);
    const first = blended(given.moments[0]!, g, settings.beta1, constants);
    const second = blended(given.moments[1]!, square(g), settings.beta2, constants);
    const scaled = div(mul(first, rate!), add(sqrt(second), epsilon!));
    const shrunk =
      shrink === undefined || settings.weightDecay === 0
        ? weights
        : sub(weights, mul(toDecay(given), shrink));
    return { weights: sub(shrunk, scaled), moments: [first, second] };
  },
});

export const tensorOptimizers: Readonly<Record<OptimizerName, TensorRule>> = {
  sgd,
  momentum: heavyBall(false),
  nesterov: heavyBall(true),
  rmsprop,
  adam: adamLike(false),
  adamw: adamLike(true),
};

/** What one step of one replica depends on. */
interface ReplicaStep {
  /** Including the schedule. */
  readonly learningRate: number;
  readonly momentum: number;
  /** The optimizer's own step count, from 1. */
  readonly age: number;
}

/** The rates of a block of steps, on the device. */
export class RateTable {
  /** Each [1, replica] if a rate does not change, else [step, replica]. */
  readonly #columns: readonly Tensor[];
  readonly #replicas: number;

  /** `steps` [step][replica]. */
  constructor(settings: SharedSettings, steps: readonly (readonly ReplicaStep[])[]) {
    const { rates } = tensorOptimizers[settings.name];
    const table = steps.map((row) =>
      row.map(({ learningRate, momentum, age }) => rates(learningRate, age, { ...settings, momentum })),
    );
    this.#replicas = steps[0]!.length;
    this.#columns = table[0]![0]!.map((_, c) => {
      const column = Float32Array.from(table.flat(), (values) => values[c]!);
      const stays = column.every((value, i) => value === column[i % this.#replicas]);
      const values = stays ? column.slice(0, this.#replicas) : column;
      return keep(tensor(values, [values.length / this.#replicas, this.#replicas]));
    });
  }

  /** Rates of step `i` of the block, each [replica, 1]. Call within a tidy. */
  at(i: number): Tensor[] {
    return this.#columns.map((column) => {
      const row = column.shape[0] === 1 ? column : slice(column, [i, 0], [1, this.#replicas]);
      return reshape(row, [this.#replicas, 1]);
    });
  }

  dispose(): void {
    this.#columns.forEach((column) => column.dispose());
  }
}
