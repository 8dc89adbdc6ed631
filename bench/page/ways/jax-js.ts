/**
 * jax-js in idiomatic use: one jitted function from state and batch to loss and new state. The loss is read once, at
 * the end of the block. One replica.
 */
import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import type { Model } from '../../../src/core/model/model.ts';
import type { BenchCase, JaxWay } from '../protocol.ts';
import { arraysOf, outputsFrom } from './interpret.ts';
import { arrayOf, jaxOperations } from './jax-operations.ts';
import { adam, learningRates, type StartTrainer, type Trainer } from './trainer.ts';

const devices = { 'jax-js-webgpu': 'webgpu', 'jax-js-wasm': 'wasm' } as const;

/** In the order of the model's layout. */
type Weights = np.Array[];

/** `weights`, and with Adam both moments and the number of steps done. */
type State = [weights: Weights, moments: Weights[], time: np.Array];

type Step = (state: State, x: np.Array, y: np.Array) => [loss: np.Array, state: State];

export const startJaxTrainer =
  (way: JaxWay): StartTrainer =>
  async (experiment) => {
    const device = devices[way];
    if (!(await init(device)).includes(device)) throw new Error(`jax-js found no ${device}`);
    defaultDevice(device);
    return new JaxTrainer(experiment);
  };

class JaxTrainer implements Trainer {
  readonly #step: Step;
  readonly #inputs: np.Array;
  readonly #targets: np.Array;
  #state: State;

  constructor(experiment: BenchCase) {
    const { model, inputs, inputShape, targets, targetShape, tensors } = arraysOf(experiment);
    const { optimizer } = experiment;
    const isText = model.nodes[0]?.op === 'embed';
    this.#inputs = np.array(isText ? Int32Array.from(inputs) : inputs).reshape(inputShape);
    this.#targets = np.array(targets).reshape(targetShape);
    const weights = tensors.map(arrayOf);
    const zeros = (): Weights => weights.map(({ shape }) => np.zeros(shape));
    this.#state = [weights, optimizer === 'adam' ? [zeros(), zeros()] : [], np.array([0])];
    this.#step = jit(stepOf(model, targetShape, optimizer));
  }

  async train(steps: number): Promise<number> {
    let loss: np.Array | null = null;
    for (let i = 0; i < steps; i += 1) {
      loss?.dispose();
      [loss, this.#state] = this.#step(this.#state, this.#inputs.ref, this.#targets.ref);
    }
    return loss === null ? NaN : Number(await loss.jsAsync());
  }
}

/** Every array passed to a function is consumed by it; `.ref` keeps it for another use. */
function stepOf(model: Model, [rows, outputs]: [number, number], optimizer: BenchCase['optimizer']): Step {
  const lossOf = (weights: Weights, x: np.Array, y: np.Array): np.Array =>
    nn
      .logSoftmax(outputsFrom(model, jaxOperations, weights, x, ({ ref }) => ref).reshape([rows, outputs]))
      .mul(y)
      .sum()
      .mul(-1 / rows);
  const update = optimizer === 'adam' ? adamUpdate : sgdUpdate;
  return (state, x, y) => {
    const [loss, gradient] = valueAndGrad(lossOf)(tree.ref(state[0]), x, y);
    return [loss, update(state, gradient)];
  };
}

const combine = (f: (...values: np.Array[]) => np.Array, first: Weights, ...rest: Weights[]): Weights =>
  first.map((value, t) => f(value, ...rest.map((other) => other[t]!)));

const sgdUpdate = ([weights, moments, time]: State, gradient: Weights): State => [
  combine((w, g) => w.sub(g.mul(learningRates.sgd)), weights, gradient),
  moments,
  time,
];

function adamUpdate([weights, [first, second], time]: State, gradient: Weights): State {
  const { beta1, beta2, epsilon } = adam;
  const step = time.add(1);
  const correction = (beta: number): np.Array =>
    np
      .exp(step.ref.mul(Math.log(beta)))
      .mul(-1)
      .add(1);
  const c1 = correction(beta1);
  const c2 = correction(beta2);
  const m = combine((old, g) => old.mul(beta1).add(g.mul(1 - beta1)), first!, tree.ref(gradient));
  const v = combine((old, g) => old.mul(beta2).add(np.square(g).mul(1 - beta2)), second!, gradient);
  const next = combine(
    (w, a, b) =>
      w.sub(
        a
          .div(c1.ref)
          .mul(learningRates.adam)
          .div(np.sqrt(b.div(c2.ref)).add(epsilon)),
      ),
    weights,
    tree.ref(m),
    tree.ref(v),
  );
  c1.dispose();
  c2.dispose();
  return [next, [m, v], step];
}
