/** Small random experiments for tests. */
import type { LossName, Splits } from '../../core/data/data-set.ts';
import { mlp } from '../../core/model/mlp.ts';
import { sizeOf } from '../../core/model/layout.ts';
import type { ActivationName, Model } from '../../core/model/model.ts';
import { predictionsOf } from '../../core/model/pass.ts';
import type { SharedSettings } from '../../core/model/optimizers.ts';
import { randomStream } from '../../core/rng.ts';
import type { ScheduleSettings } from '../../core/model/schedules.ts';
import type { AdoptionChange, EngineSetup } from '../engine.ts';

export interface SmallSetup extends SetupChoice {
  readonly widths?: readonly number[];
  readonly loss?: LossName;
  readonly activation?: ActivationName;
}

export interface SetupChoice {
  readonly optimizer?: Partial<SharedSettings>;
  readonly learningRates?: readonly number[];
  /** [replica], 0.9 unless given. */
  readonly momenta?: readonly number[];
  readonly schedule?: ScheduleSettings;
  /** Examples per training split; the other splits get half. */
  readonly examples?: number;
  /** Gives every replica its own data set. */
  readonly ownData?: boolean;
  readonly seed?: number;
}

const plainOptimizer: SharedSettings = {
  name: 'sgd',
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  weightDecay: 0,
  decayOf: 'all',
  clip: 0,
};

/** Adopts weights and changes nothing else. */
export const keep: AdoptionChange = { state: 'keep', advance: null };

/** A setup for a comparison: by default 3 replicas of 3-4-2 tanh on 12 examples. */
export function smallSetup(choice: SmallSetup = {}, rest: Partial<EngineSetup> = {}): EngineSetup {
  const { widths = [3, 4, 2], loss = 'cross-entropy', activation = 'tanh' } = choice;
  return setupOf(mlp(widths, activation, loss), choice, rest);
}

/** The same for any model, with random examples. */
export function setupOf(
  model: Model,
  choice: SetupChoice = {},
  rest: Partial<EngineSetup> = {},
): EngineSetup {
  const {
    learningRates = [0.1, 0.2, 0.05],
    momenta = [],
    schedule = { name: 'constant', steps: 100 },
    examples = 12,
    seed = 1,
  } = choice;
  const { loss } = model;
  const random = randomStream(seed, 'data');
  const features = sizeOf(model.input);
  const { targets: outputs, width } = predictionsOf(model);
  const [first] = model.nodes;
  const vocabulary = first?.op === 'embed' ? model.parameters.tensors[first.tensors[0]!]!.shape[0]! : null;
  const perSet = 2 * examples;
  const setCount = choice.ownData === true ? learningRates.length : 1;
  const rows = setCount * perSet;
  const inputs = Float32Array.from({ length: rows * features }, () =>
    vocabulary === null ? random.normal() : random.below(vocabulary),
  );
  const targets = Float32Array.from({ length: rows * outputs }, () =>
    loss === 'token-cross-entropy' ? random.below(width) : random.normal(),
  );
  if (loss === 'cross-entropy') {
    targets.fill(0);
    for (let row = 0; row < rows; row += 1) targets[row * outputs + random.below(outputs)] = 1;
  }
  const sets = Array.from({ length: setCount }, (_, s): Splits => ({
    train: { start: s * perSet, count: examples },
    guard: { start: s * perSet + examples, count: examples / 2 },
    test: { start: s * perSet + (3 * examples) / 2, count: examples / 2 },
  }));
  return {
    model,
    optimizer: { ...plainOptimizer, ...choice.optimizer },
    batch: 0,
    data: { features, outputs, inputs, targets, sets },
    replicas: learningRates.map((learningRate, r) => ({
      seed: r + 1,
      dataSet: r % setCount,
      learningRate,
      momentum: momenta[r] ?? 0.9,
      schedule,
    })),
    weights: Float32Array.from(
      { length: learningRates.length * model.parameters.count },
      () => 0.5 * random.normal(),
    ),
    watched: Uint32Array.of(0, model.parameters.count - 1),
    ...rest,
  };
}
