/**
 * Stock tfjs in idiomatic use: a layers model for perceptrons, operations for other networks; an optimizer of tf.train,
 * one minimize call per step on a batch that is already on the device. The loss is read once, at the end of the block.
 */
import * as tf from '@tensorflow/tfjs';
import type { BenchCase, PerceptronCase, StockWay } from '../protocol.ts';
import { arraysOf, outputsFrom } from './interpret.ts';
import { inputsOf, tfjsOperations, variableOf } from './tfjs-operations.ts';
import { adam, learningRates, type StartTrainer, type Trainer } from './trainer.ts';

const backends: Readonly<Record<StockWay, () => Promise<string>>> = {
  'stock-tfjs-webgpu': async () => {
    await import('@tensorflow/tfjs-backend-webgpu');
    return 'webgpu';
  },
  'stock-tfjs-wasm': async () => {
    const [{ setWasmPaths }, { default: simd }, { default: plain }, { default: threaded }] =
      await Promise.all([
        import('@tensorflow/tfjs-backend-wasm'),
        import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'),
        import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'),
        import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'),
      ]);
    setWasmPaths({
      'tfjs-backend-wasm.wasm': plain,
      'tfjs-backend-wasm-simd.wasm': simd,
      'tfjs-backend-wasm-threaded-simd.wasm': threaded,
    });
    return 'wasm';
  },
  'stock-tfjs-cpu': () => Promise.resolve('cpu'),
};

export const startStockTrainer =
  (way: StockWay): StartTrainer =>
  async (experiment) => {
    const backend = await backends[way]();
    await tf.setBackend(backend);
    await tf.ready();
    if (tf.getBackend() !== backend) throw new Error(`tfjs runs on ${tf.getBackend()}, not on ${backend}`);
    return new StockTrainer(experiment);
  };

/** What turns the inputs into outputs, [example, ...]. */
type Forward = (inputs: tf.Tensor) => tf.Tensor;

class StockTrainer implements Trainer {
  readonly #forward: Forward;
  readonly #optimizer: tf.Optimizer;
  readonly #inputs: tf.Tensor;
  /** [row, output]. */
  readonly #targets: tf.Tensor2D;

  constructor(experiment: BenchCase) {
    const { inputs, inputShape, targets, targetShape } = arraysOf(experiment);
    this.#inputs = inputsOf(inputs, inputShape);
    this.#targets = tf.tensor2d(targets, targetShape);
    this.#forward = forwardOf(experiment);
    this.#optimizer =
      experiment.optimizer === 'sgd'
        ? tf.train.sgd(learningRates.sgd)
        : tf.train.adam(learningRates.adam, adam.beta1, adam.beta2, adam.epsilon);
  }

  async train(steps: number): Promise<number> {
    for (let i = 1; i < steps; i += 1) this.#optimizer.minimize(this.#loss);
    const loss = this.#optimizer.minimize(this.#loss, true);
    if (loss === null) throw new Error('tfjs returned no loss');
    const [value] = await loss.data();
    loss.dispose();
    return value!;
  }

  readonly #loss = (): tf.Scalar => {
    const logits = tf.reshape(this.#forward(this.#inputs), this.#targets.shape);
    return tf.losses.softmaxCrossEntropy(this.#targets, logits).asScalar();
  };
}

function forwardOf(experiment: BenchCase): Forward {
  if (experiment.shape === 'plain' || experiment.shape === 'default') {
    const layers = tf.sequential({ layers: layersOf(experiment) });
    return (inputs) => layers.apply(inputs, { training: true }) as tf.Tensor;
  }
  const { model, tensors } = arraysOf(experiment);
  const variables = tensors.map(variableOf);
  const operations = tfjsOperations();
  return (inputs) => outputsFrom(model, operations, variables, inputs);
}

const layersOf = ({ widths, activation }: PerceptronCase): ReturnType<typeof tf.layers.dense>[] =>
  widths.slice(1).map((units, l) =>
    tf.layers.dense({
      units,
      ...(l === 0 ? { inputShape: [widths[0]!] } : {}),
      ...(l < widths.length - 2 ? { activation } : {}),
    }),
  );
