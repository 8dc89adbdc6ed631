/** Turns a case into examples and an engine's setup. Everything is determined by seeds. */
import type { Splits } from '../../src/core/data/data-set.ts';
import { initialiseWeights } from '../../src/core/model/initialise.ts';
import { mlp } from '../../src/core/model/mlp.ts';
import { randomStream, type RandomStream } from '../../src/core/rng.ts';
import type { EngineSetup } from '../../src/engine/engine.ts';
import { defaultSpec } from '../../src/experiment/fields.ts';
import { planRun } from '../../src/run/plan/plan.ts';
import type { BenchCase } from './protocol.ts';
import { adam, learningRates } from './ways/trainer.ts';

const examples = 1024;

export interface Examples {
  /** [example, feature]. */
  readonly inputs: Float32Array<ArrayBuffer>;
  /** [example, output], one-hot. */
  readonly targets: Float32Array<ArrayBuffer>;
}

/** Normal inputs with a learnable class: the index of the largest of the first inputs, or for two classes their xor. */
export function drawExamples({ widths }: BenchCase, count: number): Examples {
  const random = randomStream(1, 'data');
  const features = widths[0]!;
  const outputs = widths.at(-1)!;
  const inputs = Float32Array.from({ length: count * features }, () => random.normal());
  const targets = new Float32Array(count * outputs);
  for (let row = 0; row < count; row += 1) {
    const own = inputs.subarray(row * features, (row + 1) * features);
    const label = outputs === 2 ? Number(own[0]! * own[1]! > 0) : largest(own.subarray(0, outputs));
    targets[row * outputs + label] = 1;
  }
  return { inputs, targets };
}

const largest = (values: Float32Array): number =>
  values.reduce((best, value, i) => (value > values[best]! ? i : best), 0);

/** The experiment that the app trains when it is opened. */
export function defaultCase(): BenchCase {
  const { spec, setup } = planRun(defaultSpec, null);
  const { optimizer } = spec;
  if (optimizer !== 'sgd' && optimizer !== 'adam') throw new Error(`the default optimizer is ${optimizer}`);
  return {
    shape: 'default',
    widths: [setup.data.features, ...spec.layers, setup.data.outputs],
    activation: spec.activation,
    batch: setup.batch === 0 ? setup.data.sets[0]!.train.count : setup.batch,
    optimizer,
    replicas: setup.replicas.length,
  };
}

/** The setup for our engines to train the case. */
export function setupOf(experiment: BenchCase): EngineSetup {
  if (experiment.shape === 'default') return planRun(defaultSpec, null).setup;
  const { widths, activation, batch, optimizer, replicas } = experiment;
  const model = mlp(widths, activation);
  const { inputs, targets } = drawExamples(experiment, examples);
  const whole = { start: 0, count: examples };
  const splits: Splits = { train: whole, guard: whole, test: whole };
  const weights = new Float32Array(replicas * model.parameters.count);
  for (let r = 0; r < replicas; r += 1) {
    const own = weights.subarray(r * model.parameters.count, (r + 1) * model.parameters.count);
    initialiseWeights(own, model, 'glorot', r + 1);
  }
  return {
    model,
    batch,
    weights,
    optimizer: { name: optimizer, weightDecay: 0, decayOf: 'all', clip: 0, ...adam },
    data: {
      features: widths[0]!,
      outputs: widths.at(-1)!,
      inputs,
      targets,
      sets: [splits],
    },
    replicas: Array.from({ length: replicas }, (_, r) => ({
      seed: r + 1,
      dataSet: 0,
      learningRate: learningRates[optimizer],
      momentum: 0.9,
      schedule: { name: 'constant', steps: 1 },
    })),
    watched: new Uint32Array(0),
  };
}

/** Uniform within the Glorot limit, [inputs, outputs]: initial kernels for libraries without their own. */
export function glorotKernel(
  random: RandomStream,
  inputs: number,
  outputs: number,
): Float32Array<ArrayBuffer> {
  const limit = Math.sqrt(6 / (inputs + outputs));
  return Float32Array.from({ length: inputs * outputs }, () => limit * (2 * random.uniform() - 1));
}
