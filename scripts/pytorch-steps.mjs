// Owns `node scripts/pytorch-steps.mjs`: 100 steps of the simd engine, and the same in PyTorch from the same weights.
// Needs Python with PyTorch; prints the differences of losses and weights, and fails above 1e-4.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { findPython } from './lib/python.mjs';

const steps = 100;
const python = findPython();
if (python === null) throw new Error('no Python here has PyTorch: name one in FARCAST_PYTHON');

/** @type {readonly (readonly [name: string, settings: object, activation: string, loss: string, widths: number[]])[]} */
const experiments = [
  ['sgd', { weightDecay: 0.01 }, 'tanh', 'cross-entropy', [2, 8, 8, 2]],
  ['momentum', {}, 'relu', 'cross-entropy', [5, 16, 3]],
  ['nesterov', {}, 'sigmoid', 'squared-error', [3, 7, 5, 1]],
  ['adam', { epsilon: 1e-4 }, 'tanh', 'cross-entropy', [4, 12, 3]],
  ['adamw', { epsilon: 1e-4, weightDecay: 0.05 }, 'relu', 'squared-error', [4, 9, 2]],
  ['sgd', {}, 'relu', 'cross-entropy', [100, 32, 10]],
];

/** @param {string} path */
const load = async (path) => (await runnerImport(path)).module;
const { smallSetup } = await load('/src/engine/testing/setups.ts');
const { startSimdEngine } = await load('/src/engine/simd/simd-engine.ts');
const cases = [];
for (const [name, settings, activation, loss, widths] of experiments) {
  const examples = 64;
  const learningRates = [name.startsWith('adam') ? 0.01 : 0.05];
  const optimizer = { name, ...settings };
  const setup = smallSetup({ widths, activation, loss, optimizer, learningRates, examples, seed: 5 });
  const engine = await startSimdEngine(setup);
  const block = await engine.train(steps);
  const [{ learningRate, momentum }] = setup.replicas;
  cases.push({
    optimizer: { ...setup.optimizer, learningRate, momentum },
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
