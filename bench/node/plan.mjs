// Owns what is measured: networks, optimizers, ways, their groups, and the ratios that are listed first.

/**
 * @typedef {import('../page/protocol.ts').BenchCase & { network: string }} Case with the network's name
 * @typedef {Omit<Case, 'optimizer' | 'replicas'>} Network
 * @typedef {{ way: string, experiment: Case }} Entry
 * @typedef {{ label: string, entries: Entry[], cases: Case[] }} Group one group is measured interleaved
 */

/** @param {string} network @param {'tanh' | 'relu'} activation @param {number} batch @returns {Network} */
const plain = (network, activation, batch) => ({
  shape: 'plain',
  network,
  widths: network.split('-').map(Number),
  activation,
  batch,
});

const networks = [
  plain('2-8-8-2', 'tanh', 64),
  plain('2-32-32-32-2', 'tanh', 256),
  plain('784-32-10', 'relu', 64),
  plain('784-128-10', 'relu', 64),
];

export const networkNames = networks.map(({ network }) => network);

const optimizers = /** @type {const} */ (['sgd', 'adam']);
const manyReplicas = 32;

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

/** Whether a way's figure at one replica is used for any number. @param {string} way */
export const isSingle = (way) => singleWays.includes(way);

/**
 * The groups of a selection, the default experiment last.
 * @param {{ only: string[], networks: string[] }} selection
 * @param {Case} defaultCase
 * @returns {Group[]}
 */
export function groupsOf(selection, defaultCase) {
  /** @param {Case} experiment */
  const entriesOf = (experiment) =>
    ways
      .filter((way) => selection.only.includes(way))
      .filter((way) => !isSingle(way) || (experiment.replicas === 1 && experiment.shape === 'plain'))
      .map((way) => ({ way, experiment }));
  /** @param {string} label @param {Case[]} cases */
  const group = (label, cases) => ({ label, cases, entries: cases.flatMap(entriesOf) });
  const groups = networks.flatMap((network) =>
    optimizers.map((optimizer) =>
      group(
        `${network.network} batch ${network.batch} ${optimizer}`,
        [1, manyReplicas].map((replicas) => ({ ...network, optimizer, replicas })),
      ),
    ),
  );
  const label = `the default experiment, ${defaultCase.network} batch ${defaultCase.batch}`;
  return [...groups, group(label, [defaultCase])].filter(
    ({ cases, entries }) => entries.length > 0 && selection.networks.includes(cases[0]?.network ?? ''),
  );
}

/** @typedef {{ of: string, to: string, network: string, batch: number, replicas: number }} Ratio */

/** @param {string} of @param {string} to @param {string} network @param {number} replicas @returns {Ratio} */
const ratio = (of, to, network, replicas) => ({ of, to, network, batch: 64, replicas });

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
  ...networks.flatMap((each) =>
    [1, manyReplicas].flatMap((count) => [
      { of: 'simd-1', to: 'reference-1', network: each.network, batch: each.batch, replicas: count },
      ...(count === 1
        ? ['stock-tfjs-cpu', 'stock-tfjs-wasm', 'jax-js-wasm', 'pytorch-cpu'].map((to) => ({
            ...{ of: 'simd-1', to, network: each.network, batch: each.batch, replicas: count },
          }))
        : [{ of: 'simd-all', to: 'simd-1', network: each.network, batch: each.batch, replicas: count }]),
    ]),
  ),
  { of: 'simd-all', to: 'simd-1', network, batch, replicas },
];
