// Owns what is measured: networks, optimizers, ways, their groups, and the ratios that are listed first.

/**
 * @typedef {import('../page/protocol.ts').BenchCase & { network: string }} Case with the network's name
 * @typedef {import('../page/protocol.ts').PerceptronCase | import('../page/protocol.ts').GraphCase} Layers
 * @typedef {Layers & { network: string, batch: number }} Trained a network as a case names it
 * @typedef {{
 *   trained: Trained,
 *   ways: string[],
 *   optimizers: readonly ('sgd' | 'adam')[],
 *   replicas: number[],
 *   about: string | null,
 * }} Network `about`: what it is, unless its name says it
 * @typedef {{ way: string, experiment: Case }} Entry
 * @typedef {{ label: string, entries: Entry[], cases: Case[] }} Group one group is measured interleaved
 */

/** Ways that train any number of replicas at once; they are the app's engines. */
export const engineWays = [
  'fused',
  'simd-1',
  'simd-all',
  'reference-1',
  'reference-all',
  'tensorflow-webgpu',
  'tensorflow-wasm',
  'tensorflow-cpu',
];

/** Ways that train one network: their figure is used for any number of replicas. */
const singleWays = [
  'stock-tfjs-webgpu',
  'stock-tfjs-wasm',
  'stock-tfjs-cpu',
  'jax-js-webgpu',
  'jax-js-wasm',
  'pytorch-cpu',
];

export const ways = [...engineWays, ...singleWays];

const manyReplicas = 32;
const someReplicas = 8;

/** @param {string} network @param {'tanh' | 'relu'} activation @param {number} batch @returns {Network} */
const plain = (network, activation, batch) => ({
  trained: { shape: 'plain', network, widths: network.split('-').map(Number), activation, batch },
  ways,
  optimizers: ['sgd', 'adam'],
  replicas: [1, manyReplicas],
  about: null,
});

/** The engines of the app on the processor, and the libraries. */
const graphWays = ['simd-1', 'simd-all', 'reference-1', ...singleWays];

/** @param {Trained} trained @param {string} about @returns {Network} */
const graph = (trained, about) => ({
  trained,
  ways: graphWays,
  optimizers: ['adam'],
  replicas: [1, someReplicas],
  about,
});

const networks = [
  plain('2-8-8-2', 'tanh', 64),
  plain('2-32-32-32-2', 'tanh', 256),
  plain('784-32-10', 'relu', 64),
  plain('784-128-10', 'relu', 64),
  graph(
    {
      ...{ network: 'cnn', shape: 'cnn', batch: 64 },
      cnn: {
        ...{ image: [1, 28, 28], filters: [8, 16], kernel: 3, halving: 'max', head: [] },
        ...{ activation: 'relu', outputs: 10 },
      },
    },
    'Images of 1 x 28 x 28 in 10 classes: twice a convolution of 3 x 3 with relu and max pooling of 2 x 2, with 8 and 16 filters, then a dense layer.',
  ),
  graph(
    {
      ...{ network: 'gpt', shape: 'decoder', batch: 16 },
      decoder: { vocabulary: 64, width: 32, blocks: 2, heads: 2, context: 32, tied: false },
    },
    'A decoder of 2 blocks with 2 heads, width 32, 64 characters and a context of 32: layer norm before attention and feed-forward, GELU in its tanh form, a separate output layer.',
  ),
];

export const networkNames = networks.map(({ trained }) => trained.network);

/** What a network is, unless its name says it. @param {string} name */
export const aboutNetwork = (name) => networks.find(({ trained }) => trained.network === name)?.about ?? null;

/** Whether all ways have the same initial weights and examples, so that their losses can be compared. @param {Case} experiment */
export const isShared = ({ shape }) => shape === 'cnn' || shape === 'decoder';

/** Whether a way's figure at one replica is used for any number. @param {string} way */
export const isSingle = (way) => singleWays.includes(way);

/**
 * The groups of a selection, the default experiment last.
 * @param {{ only: string[], networks: string[] }} selection
 * @param {Case} defaultCase
 * @returns {Group[]}
 */
export function groupsOf(selection, defaultCase) {
  /** @param {string} label @param {string[]} own @param {Case[]} cases @returns {Group} */
  const group = (label, own, cases) => ({
    label,
    cases,
    entries: cases.flatMap((experiment) =>
      own
        .filter((way) => selection.only.includes(way))
        .filter((way) => !isSingle(way) || experiment.replicas === 1)
        .map((way) => ({ way, experiment })),
    ),
  });
  const groups = networks.flatMap(({ trained, ways: own, optimizers, replicas }) =>
    optimizers.map((optimizer) =>
      group(
        `${trained.network} batch ${trained.batch} ${optimizer}`,
        own,
        replicas.map((count) => ({ ...trained, optimizer, replicas: count })),
      ),
    ),
  );
  const label = `the default experiment, ${defaultCase.network} batch ${defaultCase.batch}`;
  return [...groups, group(label, engineWays, [defaultCase])].filter(
    ({ cases, entries }) => entries.length > 0 && selection.networks.includes(cases[0]?.network ?? ''),
  );
}

/**
 * @typedef {{ of: string, to: string[], name?: string, network: string, batch: number, replicas: number }} Ratio with
 *   several ways in `to`, the least of the ratios to each of them, and a name for them all
 */

/** @param {string} of @param {string} to @param {string} network @param {number} replicas @returns {Ratio} */
const ratio = (of, to, network, replicas) => ({ of, to: [to], network, batch: 64, replicas });

/** @param {Network} network @returns {Ratio[]} */
function ratiosOfNetwork({ trained: { network, batch }, ways: own, about, replicas }) {
  const many = Math.max(...replicas);
  /** @param {string} of @param {string} to @param {number} count @returns {Ratio} */
  const at = (of, to, count) => ({ of, to: [to], network, batch, replicas: count });
  const libraries = own.filter((way) => isSingle(way) && way !== 'pytorch-cpu');
  const others =
    about === null
      ? ['stock-tfjs-cpu', 'stock-tfjs-wasm', 'jax-js-wasm'].map((to) => at('simd-1', to, 1))
      : [{ ...at('simd-1', '', 1), to: libraries, name: 'the fastest library in the browser' }];
  return [
    at('simd-1', 'reference-1', 1),
    ...others,
    at('simd-1', 'pytorch-cpu', 1),
    at('simd-1', 'reference-1', many),
    at('simd-all', 'simd-1', many),
  ];
}

/**
 * Ratios of figures; the right-hand side may be a way whose figure is used for any number of replicas.
 * @param {Pick<Case, 'network' | 'batch' | 'replicas'>} defaultCase
 * @returns {Ratio[]}
 */
export const ratiosOf = ({ network, batch, replicas }) => [
  ratio('fused', 'stock-tfjs-webgpu', '2-8-8-2', 1),
  ratio('fused', 'stock-tfjs-webgpu', '2-8-8-2', manyReplicas),
  ratio('fused', 'tensorflow-webgpu', '2-8-8-2', manyReplicas),
  ratio('fused', 'stock-tfjs-webgpu', '784-32-10', manyReplicas),
  ratio('fused', 'stock-tfjs-webgpu', '784-128-10', manyReplicas),
  ...networks.flatMap(ratiosOfNetwork),
  { of: 'simd-all', to: ['simd-1'], network, batch, replicas },
];
