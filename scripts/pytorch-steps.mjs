// Owns `node scripts/pytorch-steps.mjs`: 100 steps of the simd engine, and the same in PyTorch from the same weights.
// Theirs are in float64. Needs Python with PyTorch; prints the differences of losses and weights, and fails above 1e-4.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { findPython } from './lib/python.mjs';

const steps = 100;
const python = findPython();
if (python === null) throw new Error('no Python here has PyTorch: name one in FARCAST_PYTHON');

/** @type {readonly (readonly [name: string, settings: object, activation: string, loss: string, widths: number[], schedule?: object])[]} */
const experiments = [
  ['sgd', { weightDecay: 0.01 }, 'tanh', 'cross-entropy', [2, 8, 8, 2]],
  ['momentum', {}, 'relu', 'cross-entropy', [5, 16, 3]],
  ['nesterov', {}, 'sigmoid', 'squared-error', [3, 7, 5, 1]],
  ['adam', { epsilon: 1e-4 }, 'tanh', 'cross-entropy', [4, 12, 3]],
  ['adamw', { epsilon: 1e-4, weightDecay: 0.05 }, 'relu', 'squared-error', [4, 9, 2]],
  ['sgd', {}, 'relu', 'cross-entropy', [100, 32, 10]],
  ['sgd', { clip: 0.2 }, 'tanh', 'squared-error', [3, 8, 2]],
  ['adam', { epsilon: 1e-4, weightDecay: 0.02, decayOf: 'kernels' }, 'tanh', 'cross-entropy', [4, 12, 3]],
  ['rmsprop', { beta2: 0.99, epsilon: 1e-3, weightDecay: 0.02 }, 'tanh', 'squared-error', [3, 8, 2]],
  [
    'adamw',
    { epsilon: 1e-8, weightDecay: 0.1, decayOf: 'kernels', clip: 0.5 },
    'tanh',
    'cross-entropy',
    [4, 16, 16, 3],
    { name: 'cosine', warmup: 20 },
  ],
];

/** @param {string} path */
const load = async (path) => (await runnerImport(path)).module;
const { smallSetup } = await load('/src/engine/testing/setups.ts');
const { startSimdEngine } = await load('/src/engine/simd/simd-engine.ts');
const cases = [];
for (const [name, settings, activation, loss, widths, rates] of experiments) {
  const examples = 64;
  const learningRates = [name.startsWith('adam') ? 0.01 : name === 'rmsprop' ? 0.002 : 0.05];
  const optimizer = { name, ...settings };
  const schedule = { name: 'constant', warmup: 0, ...rates, steps };
  const network = { widths, activation, loss, examples, seed: 5 };
  const setup = smallSetup({ ...network, optimizer, learningRates, schedule });
  const engine = await startSimdEngine(setup);
  const block = await engine.train(steps);
  const [{ learningRate, momentum }] = setup.replicas;
  cases.push({
    optimizer: { ...setup.optimizer, learningRate, momentum },
    schedule,
    activation,
    loss,
    widths,
    inputs: [...setup.data.inputs.slice(0, examples * (widths[0] ?? 0))],
    targets: [...setup.data.targets.slice(0, examples * (widths.at(-1) ?? 0))],
    initial: [...setup.weights],
    losses: [...block.loss],
    weights: [...(await engine.checkpoint()).weights],
  });
}
const script = fileURLToPath(new URL('pytorch-steps.py', import.meta.url));
try {
  execFileSync(python, [script], { input: JSON.stringify(cases), stdio: ['pipe', 'inherit', 'inherit'] });
} catch {
  process.exitCode = 1;
}
