/**
 * Link versions. Each released version has its own frozen table of defaults as link text: an absent key means that
 * version's default, permanently. A new version adds a table and a pure upgrader from the previous version. Never
 * edit a released row.
 */

/** Link key -> link text. */
export type LinkValues = Readonly<Record<string, string>>;

export const currentVersion = 4;

/** Keys added in version 2; a link of version 1 has these values. */
const broughtBy2: LinkValues = {
  changeat: 'never',
  change: '0.5',
  columns: 'ends',
  last: '4',
  fit: 'squares',
  bias: 'on',
  sum: 'free',
  groups: 'shared',
  penalty: 'none',
  lambda: '0.1',
  norm: '2',
  margin: '0',
  source: 'in-run',
  reach: '40',
  frozen: 'none',
  at: 'none',
  times: 'unlimited',
  horizons: 'search',
  tolerance: '0.005',
  regime: 'any',
  damping: '1',
  part: 'all',
  state: 'keep',
  clock: 'step',
  sweep: 'none',
  values: 'none',
  across: 'none',
  avalues: 'none',
  target: 'auto',
};

/** Keys added in version 3; links of earlier versions have these values. */
const broughtBy3: LinkValues = {
  tune: 'off',
  metric: 'training',
  goal: 'auto',
};

/** Keys added in version 4; links of earlier versions have these values. */
const broughtBy4: LinkValues = {
  net: 'mlp',
  filters: '8,16',
  kernel: '3',
  halving: 'max',
  head: 'none',
  width: '32',
  blocks: '2',
  heads: '2',
  context: '32',
  tied: 'off',
  readout: 'mean',
  dropout: 'none',
  ramp: 'none',
  decayof: 'all',
  clip: 'off',
};

const version1: LinkValues = {
  task: 'moons',
  samples: '256',
  noise: '0.1',
  layers: '8,8',
  activation: 'tanh',
  init: 'glorot',
  optimizer: 'sgd',
  lr: '0.3',
  batch: 'full',
  steps: '800',
  schedule: 'constant',
  momentum: '0.9',
  beta1: '0.9',
  beta2: '0.999',
  decay: '0',
  window: '20',
  stride: '1',
  split: '3',
  warmup: '40',
  period: '21',
  candidates: '8',
  gate: 'strict',
  arms: 'control,farcaster',
  seeds: '16',
  engine: 'auto',
};

const version2: LinkValues = { ...version1, ...broughtBy2 };

/** Version 3 compares with the strongest trivial rivals unless a link says otherwise. */
const version3: LinkValues = {
  ...version2,
  ...broughtBy3,
  arms: 'control,farcaster,recent,faster,momentum',
  seeds: '10',
};

const version4: LinkValues = { ...version3, ...broughtBy4 };

export const frozenDefaults: Readonly<Record<number, LinkValues>> = {
  1: version1,
  2: version2,
  3: version3,
  4: version4,
};

/** `upgraders[v]` turns the complete values of version v - 1 into those of version v. */
export const upgraders: Readonly<Record<number, (values: LinkValues) => LinkValues>> = {
  // A key added in a later version was unknown in an earlier link, and had no effect.
  2: (values) => ({ ...values, ...broughtBy2 }),
  3: (values) => ({ ...values, ...broughtBy3 }),
  4: (values) => ({ ...values, ...broughtBy4 }),
};

/** Throws if a version lacks its defaults or its upgrader, or one exists for a future version. */
export function requireCompleteVersions(
  current: number,
  defaults: Readonly<Record<number, LinkValues>>,
  upgrades: Readonly<Record<number, unknown>>,
): void {
  for (let version = 1; version <= current; version += 1) {
    if (defaults[version] === undefined) throw new Error(`link version ${version} has no frozen defaults`);
    if (version > 1 && upgrades[version] === undefined)
      throw new Error(`link version ${version} has no upgrader`);
  }
  for (const version of [...Object.keys(defaults), ...Object.keys(upgrades)].map(Number)) {
    if (version > current) throw new Error(`link version ${version} is newer than the current ${current}`);
  }
}

requireCompleteVersions(currentVersion, frozenDefaults, upgraders);
