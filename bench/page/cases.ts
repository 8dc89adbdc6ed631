/** Turns a case into examples and an engine's setup. Everything is determined by seeds. */
import type { Splits } from '../../src/core/data/data-set.ts';
import { initialiseWeights } from '../../src/core/model/initialise.ts';
import { sizeOf } from '../../src/core/model/layout.ts';
import { mlp } from '../../src/core/model/mlp.ts';
import type { Model } from '../../src/core/model/model.ts';
import { cnn } from '../../src/core/model/networks/cnn.ts';
import { decoder, type DecoderShape } from '../../src/core/model/networks/transformer.ts';
import { shapesOf } from '../../src/core/model/pass.ts';
import { randomStream } from '../../src/core/rng.ts';
import type { EngineSetup } from '../../src/engine/engine.ts';
import { defaultSpec } from '../../src/experiment/fields.ts';
import { planRun } from '../../src/run/plan/plan.ts';
import type { BenchCase, PerceptronCase, Problem } from './protocol.ts';
import { adam, learningRates } from './ways/trainer.ts';

/** Examples that a perceptron's mini-batches are drawn from. */
const examples = 1024;

type Numbers = Float32Array<ArrayBuffer>;

/** One network of a case, with `count` examples. */
export function problemOf(experiment: BenchCase, count = experiment.batch): Problem<Numbers> {
  const model = modelOf(experiment);
  const weights = new Float32Array(model.parameters.count);
  initialiseWeights(weights, model, 'glorot', 1);
  const drawn =
    experiment.shape === 'decoder' ? drawTexts(experiment.decoder, count) : drawExamples(model, count);
  return { model, weights, ...drawn };
}

function modelOf(experiment: BenchCase): Model {
  switch (experiment.shape) {
    case 'cnn':
      return cnn(experiment.cnn, 'cross-entropy');
    case 'decoder':
      return decoder(experiment.decoder);
    case 'plain':
    case 'default':
      return mlp(experiment.widths, experiment.activation);
  }
}

/** Numbers of an output of the model. */
export const outputsOf = (model: Model): number => shapesOf(model).at(-1)!.at(-1)!;

/** Normal inputs with a learnable class: the index of the largest of the first inputs, or for two classes their xor. */
function drawExamples(model: Model, count: number): { inputs: Numbers; targets: Numbers } {
  const random = randomStream(1, 'data');
  const features = sizeOf(model.input);
  const outputs = outputsOf(model);
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

/** Random characters, and after each of them the next. */
function drawTexts(
  { context, vocabulary }: DecoderShape,
  count: number,
): { inputs: Numbers; targets: Numbers } {
  const random = randomStream(1, 'data');
  const text = Float32Array.from({ length: count * context + 1 }, () => random.below(vocabulary));
  return { inputs: text.slice(0, -1), targets: text.slice(1) };
}

/** The experiment that the app trains when it is opened. */
export function defaultCase(): BenchCase & PerceptronCase {
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

/**
 * The setup for our engines to train the case. A perceptron's mini-batches are drawn from many examples; other networks
 * see one batch, in an order that is drawn for every step, so that their losses can be compared with those of all ways.
 */
export function setupOf(experiment: BenchCase): EngineSetup {
  if (experiment.shape === 'default') return planRun(defaultSpec, null).setup;
  const { batch, optimizer, replicas } = experiment;
  const count = experiment.shape === 'plain' ? examples : batch;
  const { model, inputs, targets } = problemOf(experiment, count);
  const whole = { start: 0, count };
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
      features: inputs.length / count,
      outputs: targets.length / count,
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
