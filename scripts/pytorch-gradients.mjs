// Owns `node scripts/pytorch-gradients.mjs`: gradients of every operation, and of whole networks, by PyTorch in float64.
// Writes src/core/model/testing/pytorch-gradients.json, which a unit test reads; prints our differences from it.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { runnerImport } from 'vite';
import { root } from './lib/process.mjs';
import { findPython } from './lib/python.mjs';

const python = findPython();
if (python === null) throw new Error('no Python here has PyTorch: name one in FARCAST_PYTHON');

/** @param {string} path */
const load = async (path) => (await runnerImport(path)).module;
/** @type {typeof import('../src/core/model/testing/pytorch.ts')} */
const { errorsOf, pytorchModels, training } = await load('/src/core/model/testing/pytorch.ts');
/** @type {typeof import('../src/core/model/pass.ts')} */
const { shapesOf } = await load('/src/core/model/pass.ts');
/** @type {typeof import('../src/core/model/testing/dropped.ts')} */
const { dropFactors } = await load('/src/core/model/testing/dropped.ts');
/** @type {typeof import('../src/core/rng.ts')} */
const { randomStream } = await load('/src/core/rng.ts');

const [examples, classes] = [3, 3];
/** Words of a text, and what follows them, are below this. */
const vocabulary = 5;

/** Inputs, targets and weights of a model, with two decimals. @param {import('../src/core/model/model.ts').Model} model */
function drawn({ nodes, input, loss, parameters }) {
  const random = randomStream(9, 'data');
  const decimal = (scale = 1) => Math.round(100 * scale * random.normal()) / 100;
  const word = () => random.below(vocabulary);
  /** @param {number} length @param {() => number | string} draw */
  const text = (length, draw) => Array.from({ length }, draw).join(' ');
  const oneOf = ['1 0 0', '0 1 0', '0 0 1'];
  const features = examples * input.reduce((product, extent) => product * extent, 1);
  return {
    inputs: text(features, nodes[0]?.op === 'embed' ? word : () => decimal()),
    targets: {
      'cross-entropy': () => text(examples, () => oneOf[random.below(classes)] ?? ''),
      'squared-error': () => text(examples * classes, () => decimal()),
      'token-cross-entropy': () => text(features, word),
    }[loss](),
    weights: Object.fromEntries(
      parameters.tensors.map(({ name, length }) => [name, text(length, () => decimal(0.6))]),
    ),
  };
}

/**
 * A model whose dropouts have their factors, example after example.
 * @param {import('../src/core/model/model.ts').Model} model
 */
const withFactors = (model) => ({
  ...model,
  nodes: model.nodes.map((node, id) =>
    node.op === 'dropout'
      ? { ...node, factors: dropFactors(node, shapesOf(model)[id] ?? [], training, examples).flat() }
      : node,
  ),
});

/** @param {string} text */
const float32 = (text) => [...Float32Array.from(text.split(' '), Number)];
const cases = Object.entries(pytorchModels).map(([name, model]) => ({ name, model, given: drawn(model) }));
const questions = cases.map(({ model, given }) => ({
  model: withFactors(model),
  inputs: float32(given.inputs),
  targets: float32(given.targets),
  weights: float32(Object.values(given.weights).join(' ')),
}));
const script = fileURLToPath(new URL('pytorch-gradients.py', import.meta.url));
const answer = execFileSync(python, ['-B', script], {
  input: JSON.stringify(questions),
  stdio: ['pipe', 'pipe', 'inherit'],
});
/** @type {{ loss: number, gradient: number[] }[]} */
const found = JSON.parse(String(answer));

/** @type {Record<string, import('../src/core/model/testing/pytorch.ts').PytorchCase>} */
const fixture = {};
for (const [i, { name, model, given }] of cases.entries()) {
  const { loss = NaN, gradient = [] } = found[i] ?? {};
  const text = model.parameters.tensors.map(({ name: tensor, offset, length }) => [
    tensor,
    gradient
      .slice(offset, offset + length)
      .map((value) => Number(value.toPrecision(7)))
      .join(' '),
  ]);
  fixture[name] = { ...given, loss, gradients: Object.fromEntries(text) };
  const errors = errorsOf(model, fixture[name]);
  console.log(
    `${name}: loss within ${errors.loss.toExponential(1)}, gradients within ${errors.gradient.toExponential(1)}`,
  );
  if (!(Math.max(errors.loss, errors.gradient) < 1e-5)) process.exitCode = 1;
}
const path = join(root, 'src/core/model/testing/pytorch-gradients.json');
writeFileSync(
  path,
  await format(JSON.stringify(fixture), { ...(await resolveConfig(path)), filepath: path }),
);
