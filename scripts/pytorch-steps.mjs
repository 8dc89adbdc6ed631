// Owns `node scripts/pytorch-steps.mjs`: 100 steps of our networks, and the same in PyTorch from the same weights, theirs
// in float64. Needs Python with PyTorch; prints the differences of losses and weights, and fails above 1e-4.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { findPython } from './lib/python.mjs';

const steps = 100;
const examples = 64;
const python = findPython();
if (python === null) throw new Error('no Python here has PyTorch: name one in FARCAST_PYTHON');

/** @param {string} path */
const load = async (path) => (await runnerImport(path)).module;
/** @type {typeof import('../src/engine/testing/setups.ts')} */
const { smallSetup } = await load('/src/engine/testing/setups.ts');
/** @type {typeof import('../src/engine/host/processor.ts')} */
const { startFastest, startHere } = await load('/src/engine/host/processor.ts');
/** @type {typeof import('../src/core/model/mlp.ts')} */
const { mlp } = await load('/src/core/model/mlp.ts');
/** @type {typeof import('../src/core/model/networks/cnn.ts')} */
const { cnn } = await load('/src/core/model/networks/cnn.ts');
/** @type {typeof import('../src/core/model/networks/transformer.ts')} */
const { decoder, encoder } = await load('/src/core/model/networks/transformer.ts');
/** @type {typeof import('../src/core/model/initialise.ts')} */
const { initialiseWeights } = await load('/src/core/model/initialise.ts');
/** @type {typeof import('../src/core/rng.ts')} */
const { randomStream } = await load('/src/core/rng.ts');

/** @typedef {import('../src/core/model/model.ts').Model} Model */
/** @typedef {import('../src/core/model/optimizers.ts').SharedSettings} Settings */
/** @typedef {Partial<Settings> & { rate?: number, warmup?: number, schedule?: 'constant' | 'cosine' }} Chosen */

const vocabulary = 7;
const text = { context: 6, vocabulary, width: 8, blocks: 2, heads: 2 };
const images = {
  filters: [4, 6],
  kernel: 3,
  head: [8],
  activation: /** @type {const} */ ('relu'),
  outputs: 3,
};
/**
 * What transformers are usually trained with, at a rate low enough that rounding is not amplified: at .003 PyTorch's
 * own losses part by a tenth if its initial weights are changed by 1e-7.
 * @type {Chosen}
 */
const recipe = {
  ...{ name: 'adamw', rate: 1e-4, weightDecay: 0.1, decayOf: 'kernels', clip: 0.5, epsilon: 1e-8 },
  ...{ schedule: 'cosine', warmup: 20 },
};

/** @type {readonly (readonly [name: string, model: Model, chosen: Chosen])[]} */
const experiments = [
  ['2-8-8-2, tanh', mlp([2, 8, 8, 2]), { weightDecay: 0.01 }],
  ['5-16-3, relu', mlp([5, 16, 3], 'relu'), { name: 'momentum' }],
  ['3-7-5-1, sigmoid', mlp([3, 7, 5, 1], 'sigmoid', 'squared-error'), { name: 'nesterov' }],
  ['4-12-3, tanh', mlp([4, 12, 3]), { name: 'adam', epsilon: 1e-4 }],
  [
    '4-9-2, relu',
    mlp([4, 9, 2], 'relu', 'squared-error'),
    { name: 'adamw', epsilon: 1e-4, weightDecay: 0.05 },
  ],
  ['100-32-10, relu', mlp([100, 32, 10], 'relu'), {}],
  ['3-8-2, tanh', mlp([3, 8, 2], 'tanh', 'squared-error'), { clip: 0.2 }],
  ['4-12-3, tanh', mlp([4, 12, 3]), { name: 'adam', epsilon: 1e-4, weightDecay: 0.02, decayOf: 'kernels' }],
  [
    '3-8-2, tanh',
    mlp([3, 8, 2], 'tanh', 'squared-error'),
    { name: 'rmsprop', rate: 0.002, beta2: 0.99, epsilon: 1e-3, weightDecay: 0.02 },
  ],
  ['4-16-16-3, tanh', mlp([4, 16, 16, 3]), { ...recipe, rate: 0.01 }],
  [
    'convolutional network, largest',
    cnn({ ...images, image: [1, 8, 8], halving: 'max' }, 'cross-entropy'),
    { ...recipe, rate: 0.003 },
  ],
  [
    'convolutional network, strides',
    cnn({ ...images, image: [3, 7, 7], halving: 'stride' }, 'squared-error'),
    { name: 'momentum', clip: 1, weightDecay: 0.01, decayOf: 'kernels' },
  ],
  ['decoder', decoder({ ...text, tied: false }), recipe],
  ['decoder with shared embeddings', decoder({ ...text, tied: true }), recipe],
  ['encoder, first token', encoder({ ...text, classes: 3, readout: 'first' }), recipe],
  ['encoder, mean', encoder({ ...text, classes: 3, readout: 'mean' }), { name: 'momentum', rate: 0.02 }],
];

/** Random examples of a model, and its initial weights. @param {Model} model */
function drawn(model) {
  const random = randomStream(5, 'data');
  const features = model.input.reduce((product, extent) => product * extent, 1);
  const last = model.parameters.tensors.at(-1);
  const isOfTokens = model.loss === 'token-cross-entropy';
  const outputs = isOfTokens ? features : (last?.length ?? 0);
  const isText = model.nodes[0]?.op === 'embed';
  const inputs = Float32Array.from({ length: examples * features }, () =>
    isText ? random.below(vocabulary) : random.normal(),
  );
  const targets = Float32Array.from({ length: examples * outputs }, () =>
    isOfTokens ? random.below(vocabulary) : random.normal(),
  );
  if (model.loss === 'cross-entropy') {
    targets.fill(0);
    for (let row = 0; row < examples; row += 1) targets[row * outputs + random.below(outputs)] = 1;
  }
  const all = { start: 0, count: examples };
  const sets = [{ train: all, guard: all, test: all }];
  const weights = new Float32Array(model.parameters.count);
  initialiseWeights(weights, model, 'glorot', 5);
  return { data: { features, outputs, inputs, targets, sets }, weights };
}

const cases = [];
for (const [name, model, chosen] of experiments) {
  const {
    rate = chosen.name?.startsWith('adam') === true ? 0.01 : 0.05,
    schedule = 'constant',
    ...rest
  } = chosen;
  const { warmup = 0, ...optimizer } = rest;
  const settings = { name: schedule, warmup, steps };
  const base = smallSetup({ optimizer, learningRates: [rate], schedule: settings });
  const setup = { ...base, ...drawn(model), model, watched: new Uint32Array(0) };
  const { engine } = await startFastest(startHere, setup);
  const { loss } = await engine.train(steps);
  const { weights } = await engine.checkpoint();
  engine.dispose();
  const extras = Object.entries({ ...optimizer, rate, schedule, warmup }).map(
    ([key, value]) => `${key} ${value}`,
  );
  cases.push({
    name: `${name}, ${model.loss}; ${engine.identity.name}; ${extras.join(', ')}`,
    model,
    optimizer: { ...setup.optimizer, learningRate: rate, momentum: setup.replicas[0]?.momentum },
    schedule: settings,
    inputs: [...setup.data.inputs],
    targets: [...setup.data.targets],
    initial: [...setup.weights],
    losses: [...loss],
    weights: [...weights],
  });
}
const script = fileURLToPath(new URL('pytorch-steps.py', import.meta.url));
try {
  execFileSync(python, ['-B', script], {
    input: JSON.stringify(cases),
    stdio: ['pipe', 'inherit', 'inherit'],
  });
} catch {
  process.exitCode = 1;
}
