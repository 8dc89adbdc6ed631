// Owns random experiments as links: small, and valid, so that nothing has to be corrected.
import { randomNumbers } from '../endurance/random.mjs';

/** Link keys whose values can be combined freely. @type {Readonly<Record<string, readonly (string | number)[]>>} */
const free = {
  task: ['moons', 'circles', 'xor', 'spiral', 'gaussians', 'ripple'],
  samples: [32, 48, 64, 100],
  noise: [0, 0.1, 0.3],
  layers: ['none', '4', '8,8', '5,3,4'],
  activation: ['tanh', 'relu', 'sigmoid', 'linear'],
  init: ['glorot', 'he'],
  lr: [0.01, 0.1, 0.3, 1],
  batch: ['full', 8, 32],
  steps: [90, 130, 200],
  schedule: ['constant', 'step', 'cosine'],
  changeat: ['never', 'never', 45, 70],
  change: [0.1, 0.5, 3],
  momentum: [0, 0.5, 0.9],
  beta1: [0.8, 0.9],
  beta2: [0.99, 0.999],
  decay: [0, 0.001],
  decayof: ['all', 'kernels'],
  clip: ['off', 'off', 0.1],
  ramp: ['none', 'none', 20],
  columns: ['ends', 'four', 'last', 'all'],
  last: [2, 4],
  fit: ['squares', 'absolute', 'huber'],
  bias: ['on', 'off'],
  sum: ['free', 'one'],
  groups: ['shared', 'layer', 'kind'],
  penalty: ['none', 'none', 'size', 'worst', 'shrinking', 'rest'],
  lambda: [0.01, 0.1],
  norm: [1, 2],
  margin: [0, 0.01],
  source: ['in-run', 'in-run', 'transfer', 'oracle'],
  split: [2, 3, 4],
  reach: [5, 20, 40],
  at: ['none', 'none', '55', '50,85'],
  times: ['unlimited', 1, 3],
  candidates: [1, 4, 8],
  horizons: ['search', 'farthest', 'nino'],
  gate: ['strict', 'tolerance', 'always', 'never'],
  tolerance: [0.005, 0.1],
  regime: ['any', 'any', 'stable'],
  damping: [0.5, 1, 1.5],
  part: ['all', 'first', 'last', 'kernels', 'biases'],
  state: ['keep', 'reset', 'zero-moments'],
  clock: ['step', 'horizon'],
  metric: ['training', 'validation', 'test'],
  goal: ['auto', 'auto', 0.1],
  seeds: ['2', '3', '2,5,7-8'],
};

const optimizers = ['sgd', 'momentum', 'nesterov', 'rmsprop', 'adam', 'adamw'];
const arms =
  'scalar,search,endpoint,recent,quadratic,aitken,columns,points,introspection,wnn,average,lookahead,random,surgery,faster,decay'.split(
    ',',
  );
/** Forecast by networks that learn from other seeds: these need one rate for all arms. */
const networks = ['introspection', 'wnn'];

/** @param {number} count @param {number} seed @returns {{ name: string, link: string }[]} */
export function randomLinks(count, seed) {
  const random = randomNumbers(seed);
  /** @template T @param {readonly T[]} list @returns {T} */
  const one = (list) => /** @type {T} */ (list[Math.floor(random() * list.length)]);
  return Array.from({ length: count }, (_, i) => {
    const values = Object.fromEntries(Object.entries(free).map(([key, list]) => [key, one(list)]));
    const optimizer = one(optimizers);
    // A window must fit before the first jump and between two.
    const window = one([8, 12, 20]);
    const stride = one([1, 2]);
    const span = window * stride;
    const others = arms.filter(() => random() < 0.2);
    const momentum = optimizer === 'sgd' && random() < 0.5 ? ['momentum'] : [];
    const mayTune = values.source !== 'transfer' && !others.some((arm) => networks.includes(arm));
    const all = {
      ...values,
      ...{ optimizer, window, stride },
      warmup: span + one([0, 5]),
      period: span + one([1, 10]),
      tune: mayTune && random() < 0.2 ? 'each' : 'off',
      arms: ['control', 'farcaster', ...others, ...momentum].join(','),
    };
    const pairs = Object.entries(all).map(([key, value]) => `${key}=${value}`);
    return { name: `random ${i + 1}`, link: `#v=3&${pairs.join('&')}` };
  });
}
