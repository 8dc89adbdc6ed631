/**
 * Checks an engine against the reference engine on a small fixed experiment, before a device is used for a real
 * one: some devices return zero or wrong gradients without any error.
 */
import { sizeOf } from '../core/model/layout.ts';
import { mlp } from '../core/model/mlp.ts';
import type { Model } from '../core/model/model.ts';
import { cnn } from '../core/model/networks/cnn.ts';
import { decoder, encoder } from '../core/model/networks/transformer.ts';
import { predictionsOf } from '../core/model/pass.ts';
import { randomStream } from '../core/rng.ts';
import type { Engine, EngineFactory, EngineSetup } from './engine.ts';
import { errorText } from './error-text.ts';
import { startReferenceEngine } from './reference/reference-engine.ts';

export interface SelfTestResult {
  readonly passed: boolean;
  /** The measured errors, or what went wrong. */
  readonly detail: string;
}

const steps = 4;
/** Largest error of a weight, relative to the largest distance that any weight moved. */
const weightTolerance = 1e-3;
/** Largest relative error of a loss. */
const lossTolerance = 1e-4;

const perceptron = mlp([3, 5, 4, 2]);
const text = { context: 3, vocabulary: 4, width: 4, blocks: 1, heads: 2 };

/** Between them they have every operation. */
export const testedModels: readonly Model[] = [
  perceptron,
  ...(['stride', 'max'] as const).map((halving) =>
    cnn(
      { image: [1, 4, 4], filters: [2, 2], kernel: 3, halving, head: [], activation: 'tanh', outputs: 2 },
      'cross-entropy',
    ),
  ),
  decoder({ ...text, tied: true }),
  encoder({ ...text, classes: 2, readout: 'mean' }),
];

/** The first that has all operations of a model. */
const testedFor = ({ nodes }: Model): Model =>
  testedModels.find((tested) => nodes.every(({ op }) => tested.nodes.some((own) => own.op === op))) ??
  perceptron;

/** Runs a few steps of a small model with the operations of `model` on a fresh engine and disposes of it. Never rejects. */
export async function selfTest(start: EngineFactory, model: Model = perceptron): Promise<SelfTestResult> {
  const setup = fixedSetup(testedFor(model));
  const expected = await run(await startReferenceEngine(setup));
  let found: Outcome;
  try {
    found = await run(await start(setup));
  } catch (error) {
    return { passed: false, detail: errorText(error) };
  }
  const moved = largest(expected.weights, (weight, i) => weight - setup.weights[i]!);
  const weightError = largest(found.weights, (weight, i) => weight - expected.weights[i]!) / moved;
  const lossError = largest(found.loss, (loss, i) => loss / expected.loss[i]! - 1);
  return {
    passed: weightError <= weightTolerance && lossError <= lossTolerance,
    detail: `after ${steps} steps weights are off by ${weightError.toExponential(1)} of their movement, losses by ${lossError.toExponential(1)}`,
  };
}

interface Outcome {
  readonly loss: Float32Array;
  readonly weights: Float32Array;
}

async function run(engine: Engine): Promise<Outcome> {
  try {
    const { loss } = await engine.train(steps);
    const { weights } = await engine.checkpoint();
    return { loss, weights };
  } finally {
    engine.dispose();
  }
}

/** Largest magnitude; NaN if any value is. */
const largest = (values: Float32Array, measure: (value: number, index: number) => number): number =>
  values.reduce((worst, value, i) => Math.max(worst, Math.abs(measure(value, i))), 0);

/** Two replicas with mini-batches and momentum: every kind of operation that training uses. */
function fixedSetup(model: Model): EngineSetup {
  const random = randomStream(1, 'calibration');
  const normals = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());
  const examples = 12;
  const features = sizeOf(model.input);
  const { targets: outputs, width } = predictionsOf(model);
  const numbers = (length: number, below: number): Float32Array =>
    Float32Array.from({ length }, (_, i) => (i * i) % below);
  const whole = { start: 0, count: examples };
  const schedule = { name: 'cosine', steps: 8 } as const;
  return {
    model,
    optimizer: {
      name: 'momentum',
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
      weightDecay: 0.01,
      decayOf: 'all',
      clip: 0,
    },
    batch: 6,
    data: {
      features,
      outputs,
      inputs:
        model.nodes[0]!.op === 'embed'
          ? numbers(examples * features, text.vocabulary)
          : normals(examples * features),
      targets:
        model.loss === 'token-cross-entropy'
          ? numbers(examples * outputs, width)
          : Float32Array.from({ length: examples * 2 }, (_, i) => (i % 4 === 0 || i % 4 === 3 ? 1 : 0)),
      sets: [{ train: whole, guard: whole, test: whole }],
    },
    replicas: [
      { seed: 1, dataSet: 0, learningRate: 0.2, momentum: 0.9, schedule },
      { seed: 2, dataSet: 0, learningRate: 0.1, momentum: 0.5, schedule },
    ],
    weights: normals(2 * model.parameters.count),
    watched: new Uint32Array(0),
  };
}
